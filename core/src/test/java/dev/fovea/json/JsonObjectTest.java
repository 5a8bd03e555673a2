package dev.fovea.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class JsonObjectTest {
    private final JsonObject object =
            JsonObject.parse(
                    "conv1",
                    """
                    {"text": "x", "whole": 3, "real": 3.0, "half": 2.5, "big": 9007199254740993,
                     "yes": true, "list": [1, 2], "mixed": ["a", 1], "inner": {"k": null}}
                    """);

    @Test
    void readsMembersByType() {
        assertThat(object.string("text")).isEqualTo("x");
        assertThat(object.string("none", "y")).isEqualTo("y");
        assertThat(object.integer("whole")).isEqualTo(3);
        assertThat(object.integer("real")).isEqualTo(3);
        assertThat(object.integer("none", 7)).isEqualTo(7);
        assertThat(object.longInteger("big")).isEqualTo(9007199254740993L);
        assertThat(object.number("whole")).isEqualTo(3.0);
        assertThat(object.number("half", 1)).isEqualTo(2.5);
        assertThat(object.bool("yes")).isTrue();
        assertThat(object.bool("none", false)).isFalse();
        assertThat(object.list("mixed")).isEqualTo(List.of("a", 1L));
        assertThat(object.integers("list")).containsExactly(1, 2);
        assertThat(object.numbers("list")).containsExactly(1, 2);
        assertThat(JsonObject.parse("o", "{\"s\":[\"a\"]}").strings("s")).containsExactly("a");
        assertThat(object.object("inner").get("k")).isSameAs(Json.NULL);
        assertThat(object.object("inner").owner()).isEqualTo("conv1 inner");
        assertThat(object.withOwner("other").owner()).isEqualTo("other");
    }

    @Test
    void errorsNameOwnerKeyRuleAndValue() {
        expect(() -> object.integer("text"), "conv1: 'text' must be a whole number, got \"x\"");
        expect(() -> object.integer("half"), "conv1: 'half' must be a whole number, got 2.5");
        expect(
                () -> object.integer("big"),
                "conv1: 'big' must be a whole number from -2^31 to 2^31 - 1, got 9007199254740993");
        expect(() -> object.longInteger("half"), "conv1: 'half' must be a whole number, got 2.5");
        expect(() -> object.string("whole"), "conv1: 'whole' must be a string, got 3");
        expect(() -> object.number("yes"), "conv1: 'yes' must be a number, got true");
        expect(() -> object.bool("list"), "conv1: 'list' must be true or false, got [1,2]");
        expect(
                () -> object.list("inner"),
                "conv1: 'inner' must be an array [ ... ], got {\"k\":null}");
        expect(
                () -> object.strings("mixed"),
                "conv1: 'mixed' must be an array of strings, got [\"a\",1]");
        expect(
                () -> object.integers("mixed"),
                "conv1: 'mixed' must be an array of whole numbers, got [\"a\",1]");
        expect(
                () -> object.numbers("mixed"),
                "conv1: 'mixed' must be an array of numbers, got [\"a\",1]");
        expect(() -> object.object("list"), "conv1: 'list' must be an object { ... }, got [1,2]");
        expect(() -> object.get("none"), "conv1: 'none' is missing");
        expect(() -> JsonObject.of("node 3", 5L), "node 3: must be an object { ... }, got 5");
        expect(
                () -> JsonObject.parse("net.json", "{"),
                "net.json: line 1, column 2: expected a key in double quotes, got the end of the text");
    }

    @Test
    void unknownKeysAreRefusedWithTheNearestFirst() {
        expect(
                () ->
                        JsonObject.parse("conv1", "{\"kernal\":3}")
                                .allowOnly(List.of("filters", "kernel")),
                "conv1: unknown key 'kernal', known are kernel, filters");
        object.allowOnly(object.members().keySet());
    }

    @Test
    void longValuesAreCutInMessages() {
        expect(
                () -> JsonObject.parse("o", "{\"s\":\"" + "ab".repeat(100) + "\"}").integer("s"),
                "o: 's' must be a whole number, got \"" + "ab".repeat(15) + "\"...");
        expect(
                () -> JsonObject.parse("o", "{\"s\":[" + "1,".repeat(100) + "1]}").integer("s"),
                "o: 's' must be a whole number, got an array of 101");
    }

    private static void expect(ThrowingCallable call, String message) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(call).withMessage(message);
    }
}
