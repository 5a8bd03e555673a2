package dev.fovea.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON texts from and to plain Java values.
 *
 * <p>A whole number that fits a {@code long} is a {@code Long}; every other number is the nearest
 * {@code Double}, so {@code 1} and {@code 1.0} stay apart. The reader is strict (RFC 8259) and also
 * refuses what the RFC only warns of: a key that occurs twice, half a surrogate pair, and values
 * nested deeper than {@value #MAX_DEPTH}.
 */
public final class Json {
    /** How deep arrays and objects may be nested. */
    public static final int MAX_DEPTH = 256;

    /** The value {@code null}. */
    public static final Object NULL =
            new Object() {
                @Override
                public String toString() {
                    return "null";
                }
            };

    private static final int MAX_SHOWN = 60;

    private Json() {}

    /**
     * The value of a JSON text: an unmodifiable {@code Map} or {@code List}, a {@code String},
     * {@code Long}, {@code Double}, {@code Boolean} or {@link #NULL}.
     *
     * @throws JsonException if the text is no JSON, with line and column
     */
    public static Object parse(String text) {
        return new JsonParser(text).document();
    }

    /**
     * {@link #parse(String)} of UTF-8 bytes. A byte order mark at the start is skipped: some
     * editors write one.
     *
     * @throws JsonException if the bytes are no UTF-8 or the text is no JSON
     */
    public static Object parse(byte[] utf8) {
        String text;
        try {
            text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(utf8))
                            .toString();
        } catch (CharacterCodingException e) {
            throw new JsonException(
                    "JSON must be UTF-8 text, got bytes that are not (" + e.getMessage() + ")");
        }
        return parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    /** {@link #parse(String)} of a text that must hold an object. */
    public static Map<String, Object> parseObject(String text) {
        return object(parse(text));
    }

    /** {@link #parse(byte[])} of a text that must hold an object. */
    public static Map<String, Object> parseObject(byte[] utf8) {
        return object(parse(utf8));
    }

    /**
     * The value as text on one line, without spaces.
     *
     * @param value maps with string keys, lists, strings, numbers, booleans and {@link #NULL}
     * @throws IllegalArgumentException for anything else, and for numbers that are NaN or infinite,
     *     which JSON does not have
     */
    public static String write(Object value) {
        return JsonWriter.compact(value);
    }

    /**
     * The value as text for people: an array or object that fits into {@value JsonWriter#WIDTH}
     * columns stands on one line, any other has a line for each of its members. Ends with a line
     * feed.
     *
     * @throws IllegalArgumentException as {@link #write}
     */
    public static String writePretty(Object value) {
        return JsonWriter.pretty(value);
    }

    /**
     * A deep, unmodifiable copy of the value as {@link #parse} would return it: all integers {@code
     * Long}, all other numbers {@code Double}. A {@code Float} becomes the {@code Double} that
     * prints like it.
     *
     * @throws IllegalArgumentException as {@link #write}
     */
    public static Object canonical(Object value) {
        return parse(write(value));
    }

    /** {@link #canonical} of an object. */
    public static Map<String, Object> canonicalObject(Map<String, ?> value) {
        return object(canonical(value));
    }

    /** What a value is, for messages: {@code "x"}, {@code 3.5}, {@code an array of 3}. */
    static String describe(Object value) {
        String text = write(value);
        return switch (value) {
            case Map<?, ?> map when text.length() > MAX_SHOWN ->
                    "an object with " + map.size() + " keys";
            case List<?> list when text.length() > MAX_SHOWN -> "an array of " + list.size();
            case String string when string.length() > MAX_SHOWN ->
                    write(string.substring(0, string.offsetByCodePoints(0, MAX_SHOWN / 2))) + "...";
            default -> text;
        };
    }

    /** The map a value is, checked key by key. */
    static Map<String, Object> object(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new JsonException("expected an object { ... }, got " + describe(value));
        }
        var copy = new LinkedHashMap<String, Object>();
        map.forEach((key, member) -> copy.put((String) key, member));
        return Collections.unmodifiableMap(copy);
    }
}
