package dev.fovea.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    @Test
    void readsEveryKindOfValueAndKeepsTheOrder() {
        var map =
                Json.parseObject(
                        " {\"z\" : [1, -2.5e3, true, false, null], \"a\":{\"\":\"x\\u00e9\\ud83d\\ude00\\n\\/\"}}\t");
        assertThat(map.keySet()).containsExactly("z", "a");
        assertThat(map.get("z")).isEqualTo(Arrays.asList(1L, -2500.0, true, false, Json.NULL));
        assertThat(map.get("a")).isEqualTo(Map.of("", "x\u00e9\uD83D\uDE00\n/"));
    }

    @Test
    void keepsWholeNumbersExact() {
        assertThat(Json.parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(Json.parse("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(Json.parse("9007199254740993")).isEqualTo(9007199254740993L);
        assertThat(Json.parse("9223372036854775808")).isEqualTo(0x1p63);
        assertThat(Json.parse("-0")).isEqualTo(-0.0);
        assertThat(Json.parse("1.0")).isEqualTo(1.0);
        assertThat(Json.parse("1E2")).isEqualTo(100.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | 1 | 1 | expected a value, got the end of the text",
                "`{\"a\":1,}` | 1 | 8 | expected a key in double quotes, got '}'",
                "`{\"a\" 1}` | 1 | 6 | expected ':' after the key \"a\", got '1'",
                "`{\"a\":1;}` | 1 | 7 | expected ',' or '}' after a member of an object, got ';'",
                "`{\"a\":1,\"a\":2}` | 1 | 8 | the key \"a\" occurs twice in one object",
                "`[1,]` | 1 | 4 | expected a value, got ']'",
                "`[1 2]` | 1 | 4 | expected ',' or ']' after an element of an array, got '2'",
                "`[1` | 1 | 3 | expected ',' or ']' after an element of an array, got the end of the text",
                "`1 1` | 1 | 3 | expected the end after the value, got '1'",
                "`01` | 1 | 1 | a number must not start with a zero that is followed by a digit",
                "`-` | 1 | 2 | expected a digit, got the end of the text",
                "`+1` | 1 | 1 | expected a value, got '+'",
                "`1.` | 1 | 3 | expected a digit after the decimal point, got the end of the text",
                "`.5` | 1 | 1 | expected a value, got '.'",
                "`1e+` | 1 | 4 | expected a digit in the exponent, got the end of the text",
                "`1e400` | 1 | 1 | the number is beyond the range of a double",
                "`NaN` | 1 | 1 | expected a value, got 'N'",
                "`nul` | 1 | 1 | expected null, got 'n'",
                "`\"abc` | 1 | 1 | the string that starts here has no closing '\"'",
                "`\"a\\` | 1 | 1 | the string that starts here has no closing '\"'",
                "`\"\\x\"` | 1 | 2 | unknown escape, expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX, got \\x",
                "`\"\\u12g4\"` | 1 | 2 | expected four hexadecimal digits after \\u, got 'g'",
                "`\"\\ud800\"` | 1 | 2 | the high surrogate \\ud800 stands without its low one",
                "`\"\\ud800\\u0041\"` | 1 | 2 | the high surrogate \\ud800 stands without its low one",
                "`\"\\ude00\"` | 1 | 2 | the low surrogate \\ude00 stands without its high one",
                "`'a'` | 1 | 1 | expected a value, got '''",
                "`// x` | 1 | 1 | expected a value, got '/'",
            })
    void saysWhereAndWhatIsWrong(String text, int line, int column, String message) {
        var error = catchThrowableOfType(JsonException.class, () -> Json.parse(text));
        assertThat(error).hasMessage("line " + line + ", column " + column + ": " + message);
        assertThat(error.line()).isEqualTo(line);
        assertThat(error.column()).isEqualTo(column);
    }

    @Test
    void countsLines() {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parse("{\n  \"a\": 1,\r\n  \"b\": x\n}"))
                .withMessage("line 3, column 8: expected a value, got 'x'");
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parse("\"a\nb\""))
                .withMessage(
                        "line 1, column 3: a control character must be written as \\u000a in a string");
    }

    @Test
    void refusesDigitsOfOtherScriptsAndHalfPairs() {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.parse("\u0661"));
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parse("\"\\u\u0661111\""));
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.parse("\"\uD83D\""));
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.parse("\"\uDE00\""));
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parse("\"\uD83D" + "\\ude00\""));
    }

    @Test
    void boundsTheDepth() {
        String deep = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
        Object value = Json.parse(deep);
        assertThat(Json.write(value)).isEqualTo(deep);
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parse("[".repeat(1_000_000)))
                .withMessage(
                        "line 1, column 257: values may be nested 256 deep, this is nested deeper");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(List.of(value)))
                .withMessage("JSON: values may be nested 256 deep, these are nested deeper");
    }

    @Test
    void readsUtf8WithOrWithoutAMark() {
        assertThat(Json.parse("\uFEFF\"\u00e9\"".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("\u00e9");
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parse(new byte[] {'"', (byte) 0xe9, '"'}))
                .withMessageStartingWith("JSON must be UTF-8 text, got bytes that are not");
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parseObject("[1]".getBytes(StandardCharsets.UTF_8)))
                .withMessage("expected an object { ... }, got [1]");
    }

    @Test
    void whatItReturnsCannotBeChanged() {
        var map = Json.parseObject("{\"a\":[1]}");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> map.put("b", 1));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> ((List<?>) map.get("a")).clear());
    }

    @Test
    void writesCompactly() {
        var map = new LinkedHashMap<String, Object>();
        map.put("b", List.of(1, 2L, (short) 3, (byte) 4, 1.0, 0.1f, 1e-5));
        map.put("a", Map.of());
        map.put("text", "\"\\/\b\f\n\r\t\u0001\u007f\u2028\u00e9\uD83D\uDE00");
        map.put("none", Json.NULL);
        assertThat(Json.write(map))
                .isEqualTo(
                        "{\"b\":[1,2,3,4,1.0,0.1,1.0E-5],\"a\":{},"
                                + "\"text\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u007f\\u2028\u00e9\uD83D\uDE00\",\"none\":null}");
    }

    @Test
    void prettyTextBreaksOnlyWhatIsTooLong() {
        String exact = "x".repeat(JsonWriter.WIDTH - 8);
        var map = new LinkedHashMap<String, Object>();
        map.put("input", List.of(28, 28, 1));
        map.put("a", List.of(exact.substring(4)));
        map.put("b", List.of(exact.substring(3)));
        map.put("e", List.of());
        assertThat(Json.writePretty(map))
                .isEqualTo(
                        """
                        {
                          "input": [28, 28, 1],
                          "a": ["%s"],
                          "b": [
                            "%s"
                          ],
                          "e": []
                        }
                        """
                                .formatted(exact.substring(4), exact.substring(3)));
        assertThat(Json.writePretty(Map.of("a", List.of(1)))).isEqualTo("{\"a\": [1]}\n");
    }

    @Test
    void linesOfPrettyTextFitExactly() {
        // Two spaces of indent, "a": and the brackets and quotes: 11 columns, and a comma behind
        // it.
        for (int length = JsonWriter.WIDTH - 14; length < JsonWriter.WIDTH; length++) {
            var map = new LinkedHashMap<String, Object>();
            map.put("a", List.of("x".repeat(length)));
            map.put("b", 1);
            String longest =
                    Json.writePretty(map)
                            .lines()
                            .reduce("", (p, q) -> p.length() >= q.length() ? p : q);
            boolean fits = 2 + 5 + 4 + length + 1 <= JsonWriter.WIDTH;
            assertThat(longest.contains("\"a\": [\"x")).as("length %d", length).isEqualTo(fits);
        }
    }

    @Test
    void refusesWhatJsonDoesNotHave() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(List.of(Float.NaN)))
                .withMessage("JSON: numbers must be finite, got NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(Double.NEGATIVE_INFINITY))
                .withMessage("JSON: numbers must be finite, got -Infinity");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(Map.of(1, 2)))
                .withMessage("JSON: keys must be strings, got 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(new int[1]))
                .withMessageStartingWith(
                        "JSON: expected a map, list, string, number, boolean or Json.NULL, got [I");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write("a\uD83D"))
                .withMessage("JSON: the string holds half a surrogate pair, U+D83D at 1");
    }

    @Test
    void canonicalIsWhatReadingGives() {
        assertThat(Json.canonicalObject(Map.of("a", List.of(1, 0.1f, (byte) 2))))
                .isEqualTo(Map.of("a", List.of(1L, 0.1, 2L)));
    }
}
