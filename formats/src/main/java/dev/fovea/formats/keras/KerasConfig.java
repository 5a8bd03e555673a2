package dev.fovea.formats.keras;

import dev.fovea.json.Json;
import dev.fovea.json.JsonException;
import dev.fovea.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Sequential or Functional model as its configuration describes it, in Keras 2's or 3's words.
 *
 * @param name of the model
 * @param layers in the order of the file; nested models are layers with layers of their own
 * @param inner the models among the layers, by name
 * @param output what it gives
 * @param input the name of the input layer; empty for a Sequential model without one
 */
record KerasConfig(
        String name,
        List<KerasLayer> layers,
        Map<String, KerasConfig> inner,
        KerasLayer.Reference output,
        String input) {
    private static final int MOST_NESTED = 16;

    static boolean isModel(String className) {
        return className.equals("Sequential")
                || className.equals("Functional")
                || className.equals("Model");
    }

    /**
     * Reads {@code {"class_name": ..., "config": ...}}.
     *
     * @throws JsonException if it is no such model
     */
    static KerasConfig read(JsonObject whole) {
        return read(whole, "", "", 0);
    }

    private static final int MOST_LAYERS = 10_000;

    private static KerasConfig read(JsonObject whole, String store, String outer, int depth) {
        String kind = whole.string("class_name");
        if (!isModel(kind) || depth > MOST_NESTED) {
            throw whole.error("class_name", "Sequential or Functional");
        }
        boolean sequential = kind.equals("Sequential");
        JsonObject config;
        List<Object> list;
        if (whole.get("config") instanceof List<?> layers) {
            // Keras before 2.2.3 gave a Sequential model's layers alone.
            config = new JsonObject(whole.owner(), Map.of());
            list = List.copyOf(layers);
        } else {
            config = whole.object("config");
            list = config.list("layers");
        }
        if (list.size() > MOST_LAYERS) {
            throw config.error("at most " + MOST_LAYERS + " layers, got " + list.size());
        }
        var layers = new ArrayList<KerasLayer>();
        var inner = new LinkedHashMap<String, KerasConfig>();
        var used = new HashMap<String, Integer>();
        for (Object element : list) {
            JsonObject entry = JsonObject.of("a layer", element);
            String className = entry.string("class_name");
            JsonObject settings = entry.object("config");
            String name = settings.string("name", entry.string("name", className));
            if (!sequential) {
                name = entry.string("name", name);
            }
            int count = used.merge(className, 1, Integer::sum) - 1;
            String counted = snakeCase(className) + (count == 0 ? "" : "_" + count);
            String path = (store.isEmpty() ? "" : store + "/") + "layers/" + counted;
            String outermost = outer.isEmpty() ? name : outer;
            List<List<KerasLayer.Reference>> calls;
            if (sequential) {
                calls =
                        layers.isEmpty()
                                ? List.of(List.of())
                                : List.of(
                                        List.of(
                                                new KerasLayer.Reference(
                                                        layers.getLast().name(), 0)));
            } else {
                calls = calls(entry);
            }
            if (isModel(className)) {
                inner.put(name, read(entry.withOwner(name), path, outermost, depth + 1));
            }
            layers.add(
                    new KerasLayer(
                            name, className, settings.withOwner(name), calls, path, outermost));
        }
        if (layers.isEmpty()) {
            throw whole.error("a model needs layers, there are none");
        }
        String first =
                layers.getFirst().className().equals("InputLayer") ? layers.getFirst().name() : "";
        return new KerasConfig(
                config.string("name", "model"),
                List.copyOf(layers),
                inner,
                sequential
                        ? new KerasLayer.Reference(layers.getLast().name(), 0)
                        : only(config, "output_layers"),
                sequential ? first : only(config, "input_layers").layer());
    }

    /** {@code Conv2D} becomes {@code conv2d}, {@code MaxPooling2D} {@code max_pooling2d}. */
    static String snakeCase(String className) {
        return className
                .replaceAll("\\W+", "")
                .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }

    private static KerasLayer.Reference only(JsonObject config, String key) {
        List<Object> list = config.list(key);
        if (list.size() == 1 && list.getFirst() instanceof List<?> one) {
            list = List.copyOf(one);
        }
        return reference(config, key, list);
    }

    private static KerasLayer.Reference reference(JsonObject owner, String key, List<?> list) {
        if (list.size() >= 3
                && list.get(0) instanceof String layer
                && list.get(1) instanceof Long call
                && list.get(2) instanceof Long) {
            return new KerasLayer.Reference(layer, Math.toIntExact(call));
        }
        throw owner.error("'" + key + "' must name one layer: [name, call, tensor]");
    }

    private static List<List<KerasLayer.Reference>> calls(JsonObject entry) {
        var calls = new ArrayList<List<KerasLayer.Reference>>();
        for (Object call : entry.list("inbound_nodes")) {
            var references = new ArrayList<KerasLayer.Reference>();
            if (call instanceof Map<?, ?> map) {
                tensors(entry, map.get("args"), references, 0);
            } else if (call instanceof List<?> tensors) {
                if (!tensors.isEmpty() && tensors.getFirst() instanceof String) {
                    references.add(reference(entry, "inbound_nodes", tensors));
                } else {
                    for (Object tensor : tensors) {
                        if (!(tensor instanceof List<?> parts)) {
                            throw entry.error("inbound_nodes", "an array of arrays");
                        }
                        references.add(reference(entry, "inbound_nodes", parts));
                    }
                }
            }
            calls.add(List.copyOf(references));
        }
        return calls.isEmpty() ? List.of(List.of()) : List.copyOf(calls);
    }

    private static void tensors(
            JsonObject entry, @Nullable Object value, List<KerasLayer.Reference> found, int depth) {
        if (value instanceof List<?> list) {
            list.forEach(element -> tensors(entry, element, found, depth + 1));
        } else if (value instanceof Map<?, ?> map
                && map.get("config") instanceof Map<?, ?> config
                && config.get("keras_history") instanceof List<?> history) {
            found.add(reference(entry, "keras_history", history));
        } else if (value instanceof Map<?, ?> && depth > Json.MAX_DEPTH) {
            throw entry.error("inbound_nodes", "simpler");
        }
    }
}
