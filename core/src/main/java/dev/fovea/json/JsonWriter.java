package dev.fovea.json;

import java.util.List;
import java.util.Map;

/** Writes values in the order they come, so that equal values give equal texts. */
final class JsonWriter {
    /** How long a line may grow before an array or object is broken over several, in columns. */
    static final int WIDTH = 100;

    private static final String INDENT = "  ";

    private final String comma;
    private final String colon;
    private final StringBuilder out = new StringBuilder();

    private JsonWriter(String comma, String colon) {
        this.comma = comma;
        this.colon = colon;
    }

    static String compact(Object value) {
        var writer = new JsonWriter(",", ":");
        writer.onOneLine(value, 0);
        return writer.out.toString();
    }

    static String pretty(Object value) {
        var writer = new JsonWriter(", ", ": ");
        writer.onLines(value, 0, 0, 0);
        return writer.out.append('\n').toString();
    }

    /**
     * Writes a value, broken over lines where one is too short.
     *
     * @param level how deep it is nested
     * @param lineStart where the current line starts in the text
     * @param after columns that must stay free behind it, for a comma
     */
    private void onLines(Object value, int level, int lineStart, int after) {
        int start = out.length();
        onOneLine(value, level);
        if (out.length() + after - lineStart <= WIDTH) {
            return;
        }
        switch (value) {
            case Map<?, ?> map when !map.isEmpty() -> {
                out.setLength(start);
                out.append('{');
                int left = map.size();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    int line = newLine(level + 1);
                    key(entry.getKey());
                    boolean last = --left == 0;
                    onLines(entry.getValue(), level + 1, line, last ? 0 : 1);
                    out.append(last ? "" : ",");
                }
                newLine(level);
                out.append('}');
            }
            case List<?> list when !list.isEmpty() -> {
                out.setLength(start);
                out.append('[');
                int left = list.size();
                for (Object element : list) {
                    int line = newLine(level + 1);
                    boolean last = --left == 0;
                    onLines(element, level + 1, line, last ? 0 : 1);
                    out.append(last ? "" : ",");
                }
                newLine(level);
                out.append(']');
            }
            default -> {
                // One long string or number: it stays as it is.
            }
        }
    }

    private int newLine(int level) {
        out.append('\n');
        int start = out.length();
        out.append(INDENT.repeat(level));
        return start;
    }

    private void onOneLine(Object value, int level) {
        switch (value) {
            case String text -> string(text);
            case Boolean truth -> out.append(truth.booleanValue());
            case Long number -> out.append(number.longValue());
            case Integer number -> out.append(number.intValue());
            case Short number -> out.append(number.shortValue());
            case Byte number -> out.append(number.byteValue());
            case Double number -> finite(number);
            case Float number -> finite(number);
            case Map<?, ?> map -> {
                refuseDepth(level);
                out.append('{');
                String separator = "";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.append(separator);
                    key(entry.getKey());
                    onOneLine(entry.getValue(), level + 1);
                    separator = comma;
                }
                out.append('}');
            }
            case List<?> list -> {
                refuseDepth(level);
                out.append('[');
                String separator = "";
                for (Object element : list) {
                    out.append(separator);
                    onOneLine(element, level + 1);
                    separator = comma;
                }
                out.append(']');
            }
            default -> {
                if (!value.equals(Json.NULL)) {
                    throw new IllegalArgumentException(
                            "JSON: expected a map, list, string, number, boolean or Json.NULL, got "
                                    + value.getClass().getName());
                }
                out.append("null");
            }
        }
    }

    private static void refuseDepth(int level) {
        if (level >= Json.MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "JSON: values may be nested "
                            + Json.MAX_DEPTH
                            + " deep, these are nested deeper");
        }
    }

    private void finite(Number number) {
        if (!Double.isFinite(number.doubleValue())) {
            throw new IllegalArgumentException("JSON: numbers must be finite, got " + number);
        }
        out.append(number);
    }

    private void key(Object key) {
        if (!(key instanceof String text)) {
            throw new IllegalArgumentException("JSON: keys must be strings, got " + key);
        }
        string(text);
        out.append(colon);
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (Character.isSurrogate(c) && !inPair(text, i)) {
                        throw new IllegalArgumentException(
                                String.format(
                                        "JSON: the string holds half a surrogate pair, U+%04X at %d",
                                        (int) c, i));
                    }
                    // U+2028 and U+2029 end a line in old JavaScript, so that a report could not
                    // embed them.
                    if (c < ' ' || c == 127 || c == '\u2028' || c == '\u2029') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean inPair(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
