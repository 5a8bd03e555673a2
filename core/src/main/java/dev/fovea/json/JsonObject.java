package dev.fovea.json;

import dev.fovea.text.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * An object of a JSON document whose members are read by type.
 *
 * <p>Errors say whose object it is, the key, what it must be and what came: {@code conv1: 'filters'
 * must be a whole number, got "x"}.
 *
 * @param owner whose object it is, for messages
 * @param members the members, in the order of the document
 */
public record JsonObject(String owner, Map<String, Object> members) {

    /** The object that {@code text} holds. */
    public static JsonObject parse(String owner, String text) {
        Object value;
        try {
            value = Json.parse(text);
        } catch (JsonException e) {
            throw new JsonException(owner + ": " + e.getMessage());
        }
        return of(owner, value);
    }

    /**
     * A value that must be an object.
     *
     * @throws JsonException if it is none
     */
    public static JsonObject of(String owner, Object value) {
        if (!(value instanceof Map<?, ?>)) {
            throw new JsonException(
                    owner + ": must be an object { ... }, got " + Json.describe(value));
        }
        return new JsonObject(owner, Json.object(value));
    }

    /** The same members under another owner. */
    public JsonObject withOwner(String newOwner) {
        return new JsonObject(newOwner, members);
    }

    public boolean has(String key) {
        return members.containsKey(key);
    }

    /** The member as it is. */
    public Object get(String key) {
        Object value = members.get(key);
        if (value == null) {
            throw new JsonException(owner + ": '" + key + "' is missing");
        }
        return value;
    }

    public String string(String key) {
        if (get(key) instanceof String text) {
            return text;
        }
        throw error(key, "a string");
    }

    public String string(String key, String otherwise) {
        return has(key) ? string(key) : otherwise;
    }

    /** A whole number in the range of an {@code int}; {@code 3.0} counts as whole. */
    public int integer(String key) {
        return whole(key, get(key), "a whole number");
    }

    public int integer(String key, int otherwise) {
        return has(key) ? integer(key) : otherwise;
    }

    /** A whole number in the range of a {@code long}. */
    public long longInteger(String key) {
        if (get(key) instanceof Long number) {
            return number;
        }
        throw error(key, "a whole number");
    }

    public double number(String key) {
        if (get(key) instanceof Number number) {
            return number.doubleValue();
        }
        throw error(key, "a number");
    }

    public double number(String key, double otherwise) {
        return has(key) ? number(key) : otherwise;
    }

    public boolean bool(String key) {
        if (get(key) instanceof Boolean truth) {
            return truth;
        }
        throw error(key, "true or false");
    }

    public boolean bool(String key, boolean otherwise) {
        return has(key) ? bool(key) : otherwise;
    }

    public List<Object> list(String key) {
        if (get(key) instanceof List<?> list) {
            return List.copyOf(list);
        }
        throw error(key, "an array [ ... ]");
    }

    /** An array of strings. */
    public List<String> strings(String key) {
        var strings = new ArrayList<String>();
        for (Object element : list(key)) {
            if (!(element instanceof String text)) {
                throw error(key, "an array of strings");
            }
            strings.add(text);
        }
        return List.copyOf(strings);
    }

    /** An array of whole numbers in the range of an {@code int}. */
    public int[] integers(String key) {
        return list(key).stream()
                .mapToInt(element -> whole(key, element, "an array of whole numbers"))
                .toArray();
    }

    /** An array of numbers. */
    public double[] numbers(String key) {
        List<Object> list = list(key);
        var numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!(list.get(i) instanceof Number number)) {
                throw error(key, "an array of numbers");
            }
            numbers[i] = number.doubleValue();
        }
        return numbers;
    }

    /** A member that is an object itself; its owner is this one's and the key. */
    public JsonObject object(String key) {
        if (get(key) instanceof Map<?, ?> map) {
            return new JsonObject(owner + " " + key, Json.object(map));
        }
        throw error(key, "an object { ... }");
    }

    /**
     * Refuses members that nobody reads: most often a misspelt key.
     *
     * @throws JsonException naming the first unknown key and the known ones, the nearest first
     */
    public void allowOnly(Collection<String> known) {
        for (String key : members.keySet()) {
            if (!known.contains(key)) {
                throw new JsonException(
                        owner
                                + ": unknown key '"
                                + key
                                + "', known are "
                                + String.join(", ", Nearest.first(key, known)));
            }
        }
    }

    /** An error about the object as a whole: {@code owner: MESSAGE}. */
    public JsonException error(String message) {
        return new JsonException(owner + ": " + message);
    }

    /** An error about the member {@code key}: {@code owner: 'key' must be RULE, got VALUE}. */
    public JsonException error(String key, String rule) {
        return new JsonException(
                owner + ": '" + key + "' must be " + rule + ", got " + Json.describe(get(key)));
    }

    private int whole(String key, Object value, String rule) {
        if (!(value instanceof Number number)
                || number.doubleValue() != Math.rint(number.doubleValue())) {
            throw error(key, rule);
        }
        if (number.doubleValue() != number.intValue()) {
            throw error(key, rule + " from -2^31 to 2^31 - 1");
        }
        return number.intValue();
    }
}
