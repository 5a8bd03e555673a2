package dev.fovea.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A recursive descent over the grammar of RFC 8259. */
final class JsonParser {
    private final String text;
    private int at;
    private int depth;

    JsonParser(String text) {
        this.text = text;
    }

    Object document() {
        Object value = value();
        skipSpace();
        if (at < text.length()) {
            throw error(at, "expected the end after the value, got " + here());
        }
        return value;
    }

    private Object value() {
        skipSpace();
        if (at == text.length()) {
            throw error(at, "expected a value, got the end of the text");
        }
        char c = text.charAt(at);
        return switch (c) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", Json.NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw error(at, "expected a value, got " + here());
        };
    }

    private Map<String, Object> object() {
        enter();
        var members = new LinkedHashMap<String, Object>();
        skipSpace();
        if (accept('}')) {
            depth--;
            return Collections.unmodifiableMap(members);
        }
        do {
            skipSpace();
            int start = at;
            if (at == text.length() || text.charAt(at) != '"') {
                throw error(at, "expected a key in double quotes, got " + here());
            }
            String key = string();
            skipSpace();
            if (!accept(':')) {
                throw error(
                        at, "expected ':' after the key " + Json.describe(key) + ", got " + here());
            }
            if (members.putIfAbsent(key, value()) != null) {
                throw error(start, "the key " + Json.describe(key) + " occurs twice in one object");
            }
            skipSpace();
        } while (accept(','));
        if (!accept('}')) {
            throw error(at, "expected ',' or '}' after a member of an object, got " + here());
        }
        depth--;
        return Collections.unmodifiableMap(members);
    }

    private List<Object> array() {
        enter();
        var elements = new ArrayList<Object>();
        skipSpace();
        if (accept(']')) {
            depth--;
            return Collections.unmodifiableList(elements);
        }
        do {
            elements.add(value());
            skipSpace();
        } while (accept(','));
        if (!accept(']')) {
            throw error(at, "expected ',' or ']' after an element of an array, got " + here());
        }
        depth--;
        return Collections.unmodifiableList(elements);
    }

    private void enter() {
        if (++depth > Json.MAX_DEPTH) {
            throw error(
                    at, "values may be nested " + Json.MAX_DEPTH + " deep, this is nested deeper");
        }
        at++;
    }

    private String string() {
        int start = at++;
        int from = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                return text.substring(from, at++);
            }
            if (c == '\\') {
                return stringWithEscapes(start, from);
            }
            checkPlain(c);
            at++;
        }
        throw error(start, "the string that starts here has no closing '\"'");
    }

    private String stringWithEscapes(int start, int from) {
        var result = new StringBuilder(text.substring(from, at));
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return result.toString();
            }
            if (c == '\\') {
                escape(result, start);
            } else {
                checkPlain(c);
                result.append(c);
                at++;
            }
        }
        throw error(start, "the string that starts here has no closing '\"'");
    }

    /** Refuses what may not stand in a string as it is; steps over the first half of a pair. */
    private void checkPlain(char c) {
        if (c < ' ') {
            throw error(
                    at,
                    String.format(
                            "a control character must be written as \\u%04x in a string", (int) c));
        }
        if (Character.isHighSurrogate(c)
                && !(at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1)))) {
            throw error(
                    at,
                    String.format("the high surrogate U+%04X stands without its low one", (int) c));
        }
        if (Character.isLowSurrogate(c) && !Character.isHighSurrogate(text.charAt(at - 1))) {
            throw error(
                    at,
                    String.format("the low surrogate U+%04X stands without its high one", (int) c));
        }
    }

    private void escape(StringBuilder result, int start) {
        int from = at++;
        if (at == text.length()) {
            throw error(start, "the string that starts here has no closing '\"'");
        }
        char c = text.charAt(at++);
        switch (c) {
            case '"', '\\', '/' -> result.append(c);
            case 'b' -> result.append('\b');
            case 'f' -> result.append('\f');
            case 'n' -> result.append('\n');
            case 'r' -> result.append('\r');
            case 't' -> result.append('\t');
            case 'u' -> {
                char unit = hexDigits(from);
                result.append(unit);
                if (Character.isLowSurrogate(unit)) {
                    throw error(
                            from,
                            String.format(
                                    "the low surrogate \\u%04x stands without its high one",
                                    (int) unit));
                }
                if (Character.isHighSurrogate(unit)) {
                    int second = at;
                    char low = text.startsWith("\\u", at) ? lowSurrogate(second) : 0;
                    if (!Character.isLowSurrogate(low)) {
                        throw error(
                                from,
                                String.format(
                                        "the high surrogate \\u%04x stands without its low one",
                                        (int) unit));
                    }
                    result.append(low);
                }
            }
            default ->
                    throw error(
                            from,
                            "unknown escape, expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX, got \\"
                                    + printable(c));
        }
    }

    private char lowSurrogate(int from) {
        at += 2;
        return hexDigits(from);
    }

    private char hexDigits(int from) {
        int unit = 0;
        for (int i = 0; i < 4; i++, at++) {
            // Only ASCII: Character.digit would take the digits of every script.
            char c = at < text.length() ? text.charAt(at) : 0;
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw error(from, "expected four hexadecimal digits after \\u, got " + here());
            }
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    private Object number() {
        int start = at;
        accept('-');
        if (accept('0')) {
            if (isDigit()) {
                throw error(
                        start, "a number must not start with a zero that is followed by a digit");
            }
        } else {
            digits("a digit");
        }
        boolean whole = true;
        if (accept('.')) {
            whole = false;
            digits("a digit after the decimal point");
        }
        if (accept('e') || accept('E')) {
            whole = false;
            if (!accept('+')) {
                accept('-');
            }
            digits("a digit in the exponent");
        }
        String number = text.substring(start, at);
        // -0 has no Long; as a Double it keeps its sign.
        if (whole && !number.equals("-0")) {
            try {
                return Long.parseLong(number);
            } catch (NumberFormatException tooLong) {
                // The nearest double, below; who needs a whole number refuses it.
            }
        }
        double value = Double.parseDouble(number);
        if (Double.isInfinite(value)) {
            throw error(start, "the number is beyond the range of a double");
        }
        return value;
    }

    private void digits(String expected) {
        if (!isDigit()) {
            throw error(at, "expected " + expected + ", got " + here());
        }
        while (isDigit()) {
            at++;
        }
    }

    private boolean isDigit() {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw error(at, "expected " + word + ", got " + here());
        }
        at += word.length();
        return value;
    }

    private boolean accept(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            at++;
        }
    }

    /** What stands at the current place, for messages. */
    private String here() {
        return at >= text.length() ? "the end of the text" : "'" + printable(text.charAt(at)) + "'";
    }

    private static String printable(char c) {
        boolean plain = c >= ' ' && c != 127 && !Character.isSurrogate(c) && Character.isDefined(c);
        return plain ? String.valueOf(c) : String.format("\\u%04x", (int) c);
    }

    private JsonException error(int offset, String message) {
        return JsonException.at(text, offset, message);
    }
}
