package dev.fovea.nn;

import dev.fovea.json.JsonObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Inference-only layers as members of a JSON object: every component under its name. Programs write
 * them and hardly anybody by hand, so nothing may be left out.
 */
final class InferenceJson {
    private InferenceJson() {}

    static Map<String, Object> toMap(InferenceLayer layer) {
        var members = new LinkedHashMap<String, Object>();
        for (RecordComponent component : layer.getClass().getRecordComponents()) {
            try {
                members.put(component.getName(), json(component.getAccessor().invoke(layer)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return members;
    }

    private static Object json(Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            // JSON has no infinities.
            case Float number ->
                    Float.isFinite(number)
                            ? (Object) Double.valueOf(Float.toString(number))
                            : Float.toString(number);
            case Boolean truth -> truth;
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
            case List<?> list -> list.stream().map(InferenceJson::json).toList();
            case Size size -> List.of((long) size.height(), (long) size.width());
            case Padding.Explicit p ->
                    List.of((long) p.top(), (long) p.bottom(), (long) p.left(), (long) p.right());
            default -> throw new IllegalStateException("no JSON for " + value);
        };
    }

    static InferenceLayer read(String name, JsonObject in) {
        Class<? extends InferenceLayer> type =
                Arrays.stream(InferenceLayer.class.getPermittedSubclasses())
                        .filter(each -> each.getSimpleName().equals(name))
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalStateException("a layer that cannot be read: " + name))
                        .asSubclass(InferenceLayer.class);
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Arrays.stream(components).map(c -> value(c, in)).toArray();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object value(RecordComponent component, JsonObject in) {
        String key = component.getName();
        Class<?> type = component.getType();
        if (type == int.class) {
            return in.integer(key);
        }
        if (type == float.class) {
            return in.get(key) instanceof String text ? special(text, key, in) : number(key, in);
        }
        if (type == boolean.class) {
            return in.bool(key);
        }
        if (type == Size.class) {
            int[] sides = integers(in, key, 2);
            return new Size(sides[0], sides[1]);
        }
        if (type == Padding.Explicit.class) {
            int[] sides = integers(in, key, 4);
            return new Padding.Explicit(sides[0], sides[1], sides[2], sides[3]);
        }
        if (type.isEnum()) {
            String name = in.string(key).toUpperCase(Locale.ROOT);
            return Arrays.stream(type.getEnumConstants())
                    .filter(each -> ((Enum<?>) each).name().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            in.error(
                                    key,
                                    "one of "
                                            + Arrays.toString(type.getEnumConstants())
                                                    .toLowerCase(Locale.ROOT)));
        }
        boolean floats =
                component.getGenericType() instanceof ParameterizedType list
                        && list.getActualTypeArguments()[0] == Float.class;
        return floats
                ? Arrays.stream(in.numbers(key)).mapToObj(x -> (float) x).toList()
                : Arrays.stream(in.integers(key)).boxed().toList();
    }

    private static float number(String key, JsonObject in) {
        return (float) in.number(key);
    }

    private static float special(String text, String key, JsonObject in) {
        return switch (text) {
            case "Infinity" -> Float.POSITIVE_INFINITY;
            case "-Infinity" -> Float.NEGATIVE_INFINITY;
            case "NaN" -> Float.NaN;
            default -> throw in.error(key, "a number, \"Infinity\", \"-Infinity\" or \"NaN\"");
        };
    }

    private static int[] integers(JsonObject in, String key, int count) {
        int[] found = in.integers(key);
        if (found.length != count) {
            throw in.error(key, count + " whole numbers");
        }
        return found;
    }
}
