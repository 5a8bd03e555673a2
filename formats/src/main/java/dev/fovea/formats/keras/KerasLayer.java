package dev.fovea.formats.keras;

import dev.fovea.json.Json;
import dev.fovea.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layer of a configuration.
 *
 * @param name unique in its model
 * @param className such as {@code Conv2D}
 * @param config its settings
 * @param calls the layers it reads, for each time it is called
 * @param store where Keras 3 keeps its variables: {@code layers/conv2d_1}
 * @param outer the name of the outermost layer it belongs to, its own unless models are nested
 */
record KerasLayer(
        String name,
        String className,
        JsonObject config,
        List<List<Reference>> calls,
        String store,
        String outer) {

    /** A call of a layer: its name and the how-manieth. */
    record Reference(String layer, int call) {}

    private @Nullable Object value(String key) {
        Object value = config.has(key) ? config.get(key) : null;
        return Json.NULL.equals(value) ? null : value;
    }

    boolean has(String key) {
        return value(key) != null;
    }

    double number(String key, double otherwise) {
        return has(key) ? config.number(key) : otherwise;
    }

    boolean bool(String key, boolean otherwise) {
        return has(key) ? config.bool(key) : otherwise;
    }

    String string(String key, String otherwise) {
        return has(key) ? config.string(key) : otherwise;
    }

    /** Two numbers, or one for both. */
    int[] pair(String key, int otherwise) {
        return switch (value(key)) {
            case null -> new int[] {otherwise, otherwise};
            case Number _ -> new int[] {config.integer(key), config.integer(key)};
            default -> {
                int[] pair = config.integers(key);
                if (pair.length != 2) {
                    throw config.error(key, "two whole numbers");
                }
                yield pair;
            }
        };
    }

    /** The name of an activation, {@code linear} where there is none. */
    String activation() {
        return switch (value("activation")) {
            case null -> "linear";
            case String name -> name;
            case Map<?, ?> map when map.get("config") instanceof String name -> name;
            case Map<?, ?> map when map.get("class_name") instanceof String name -> name;
            default -> throw config.error("activation", "the name of a function");
        };
    }
}
