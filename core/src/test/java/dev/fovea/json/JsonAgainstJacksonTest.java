package dev.fovea.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.testing.RandomCases;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Jackson reads, we read alike, and what it refuses we refuse; and the other way round. */
class JsonAgainstJacksonTest {
    private static final JsonMapper JACKSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private static final String ALPHABET =
            "{}[]\",:\\/ \n\t\r-+.0123456789eEtrufalsnbxXdD'\u0000\u001f\u007f\u00e9\u20ac\uD83D\uDE00\uFEFF";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "0",
                "-1",
                "-0",
                "-0.0",
                "0e0",
                "1E-2",
                "\"\"",
                "true",
                "null",
                " [ ] ",
                "[[[]]]",
                "{\"a\":{\"b\":[1,2,{\"c\":null}]}}",
                "{\"\":0}",
                "[1.5e300, 123456789012345678901234567890]",
                "\"\\u0000\\u001F\\ud83d\\ude00\"",
                "[1,2",
                "{\"a\"}",
                "[,]",
                "{,}",
                "[1,,2]",
                "--1",
                "1.e1",
                "1e",
                "0x10",
                "Infinity",
                "tru",
                "truex",
                "nullnull",
                "[] []",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1,\"a\":1}",
                "{a:1}",
                "[1]]",
                "\"\\ud83d\"",
                "\"\t\"",
                "\u00a01",
                "\f1",
                "",
                " ",
                "#",
                "/**/1",
                "'a'",
                "[\"a\nb\"]",
                "\"\\",
                "00",
                "-01",
                "1_000",
                "1e999",
                "-1e999",
                "1e-999"
            })
    void agreesOn(String text) {
        compare(text);
    }

    @Test
    void agreesOnRandomDocumentsWrittenByEither() {
        RandomCases.run(
                2_000,
                random -> {
                    Object value = value(random, 5);
                    for (String text : List.of(Json.write(value), Json.writePretty(value))) {
                        assertThat(Json.parse(text)).isEqualTo(value);
                        assertThat(Json.parse(text.getBytes(StandardCharsets.UTF_8)))
                                .isEqualTo(value);
                        compare(text);
                    }
                    String theirs = JACKSON.writeValueAsString(JACKSON.readTree(Json.write(value)));
                    assertThat(same(JACKSON.readTree(theirs), Json.parse(theirs)))
                            .as(theirs)
                            .isTrue();
                });
    }

    @Test
    void agreesOnMutatedDocuments() {
        RandomCases.run(
                30_000,
                random -> {
                    var text = new StringBuilder(Json.write(value(random, 3)));
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        mutate(text, random);
                    }
                    compare(text.toString());
                });
    }

    private static void compare(String text) {
        JsonNode theirs = null;
        try {
            theirs = JACKSON.readTree(text);
        } catch (JacksonException refused) {
            // Then we must refuse it too.
        }
        if (theirs != null && (theirs.isMissingNode() || weAreStricter(theirs))) {
            theirs = null;
        }
        Object ours = null;
        try {
            ours = Json.parse(text);
        } catch (JsonException refused) {
            assertThat(refused.line()).isPositive();
        }
        boolean agree = (theirs == null) == (ours == null) && (ours == null || same(theirs, ours));
        assertThat(agree).as("<%s>: Jackson %s, ours %s", text, theirs, ours).isTrue();
    }

    /** Jackson lets half surrogate pairs and numbers beyond a double pass. */
    private static boolean weAreStricter(JsonNode node) {
        if (node.isString()) {
            return !StandardCharsets.UTF_8.newEncoder().canEncode(node.stringValue());
        }
        if (node.isNumber()) {
            return !Double.isFinite(node.doubleValue());
        }
        for (JsonNode child : node) {
            if (weAreStricter(child)) {
                return true;
            }
        }
        return node.propertyNames().stream()
                .anyMatch(name -> !StandardCharsets.UTF_8.newEncoder().canEncode(name));
    }

    private static boolean same(JsonNode theirs, Object ours) {
        return switch (ours) {
            case Long number -> theirs.isIntegralNumber() && theirs.longValue() == number;
            case Double number when theirs.isIntegralNumber() ->
                    // Beyond a long, or minus zero.
                    number == 0
                            ? theirs.longValue() == 0
                            : theirs.bigIntegerValue().bitLength() >= 64 - 1
                                    && new BigInteger(theirs.asString()).doubleValue() == number;
            case Double number -> Double.compare(theirs.doubleValue(), number) == 0;
            case String text -> theirs.isString() && theirs.stringValue().equals(text);
            case Boolean truth -> theirs.isBoolean() && theirs.booleanValue() == truth;
            case List<?> list -> {
                boolean same = theirs.isArray() && theirs.size() == list.size();
                for (int i = 0; same && i < list.size(); i++) {
                    same = same(theirs.get(i), list.get(i));
                }
                yield same;
            }
            case Map<?, ?> map ->
                    theirs.isObject()
                            && List.copyOf(theirs.propertyNames()).equals(List.copyOf(map.keySet()))
                            && map.entrySet().stream()
                                    .allMatch(e ->
                                            same(theirs.get((String) e.getKey()), e.getValue()));
            default -> theirs.isNull() && ours.equals(Json.NULL);
        };
    }

    private static Object value(RandomGenerator random, int depth) {
        return switch (random.nextInt(depth == 0 ? 7 : 9)) {
            case 0 -> random.nextLong();
            case 1 -> (long) random.nextInt(-100, 100);
            case 2 -> Double.longBitsToDouble(random.nextLong() & ~(1L << 62));
            case 3 -> random.nextInt(-1000, 1000) / 8.0;
            case 4 -> string(random);
            case 5 -> random.nextBoolean();
            case 6 -> Json.NULL;
            case 7 -> {
                var list = new ArrayList<Object>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(value(random, depth - 1));
                }
                yield list;
            }
            default -> {
                var map = new LinkedHashMap<String, Object>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    map.put(string(random), value(random, depth - 1));
                }
                yield map;
            }
        };
    }

    private static String string(RandomGenerator random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> text.append((char) random.nextInt(0x20));
                case 1 -> text.append((char) random.nextInt(0x3000));
                case 2 -> text.appendCodePoint(random.nextInt(0x10000, 0x110000));
                default -> text.append((char) random.nextInt(' ', 127));
            }
        }
        return text.toString();
    }

    private static void mutate(StringBuilder text, RandomGenerator random) {
        int at = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), at + random.nextInt(1, 4));
        String something = String.valueOf(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        switch (random.nextInt(5)) {
            case 0 -> text.insert(at, something);
            case 1 -> text.replace(at, to, something);
            case 2 -> text.delete(at, to);
            case 3 -> text.insert(at, text.substring(at, to));
            default -> text.setLength(at);
        }
    }
}
