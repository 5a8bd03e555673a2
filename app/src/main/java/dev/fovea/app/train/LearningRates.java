package dev.fovea.app.train;

import dev.fovea.train.ParameterGroup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Learning rates as people write them, {@code RATE} or {@code PATTERN=RATE} joined by commas:
 * {@code 0.001}, {@code classifier.*=0.01,features.*=0.001}, {@code 0.001,classifier.*=0.01}.
 *
 * @param rest for parameters that no pattern matches; null for the optimizer's usual one
 * @param groups in the order they were given; the first that matches decides
 */
record LearningRates(@Nullable Float rest, List<ParameterGroup> groups) {
    static final String FORMS = "RATE, or PATTERN=RATE by the names of the weights";

    LearningRates {
        groups = List.copyOf(groups);
    }

    /**
     * @param text null for nothing said
     * @throws IllegalArgumentException if it has none of the forms
     */
    static LearningRates parse(@Nullable String text) {
        Float rest = null;
        var groups = new ArrayList<ParameterGroup>();
        for (String part : text == null ? List.<String>of() : List.of(text.split(",", -1))) {
            int equals = part.lastIndexOf('=');
            float rate = rate(text, part.substring(equals + 1));
            if (equals > 0) {
                groups.add(new ParameterGroup(part.substring(0, equals).strip(), rate));
            } else if (equals < 0 && rest == null) {
                rest = rate;
            } else {
                throw wrong(
                        text,
                        equals == 0
                                ? "a pattern is missing before ="
                                : "there are two rates without a pattern");
            }
        }
        return new LearningRates(rest, groups);
    }

    private static float rate(@Nullable String text, String number) {
        try {
            return Float.parseFloat(number.strip());
        } catch (NumberFormatException e) {
            throw wrong(text, "'" + number + "' is no number");
        }
    }

    private static IllegalArgumentException wrong(@Nullable String text, String problem) {
        return new IllegalArgumentException(
                "--lr '"
                        + text
                        + "': "
                        + problem
                        + "; use "
                        + FORMS
                        + ", joined by commas: 0.001,classifier.*=0.01");
    }
}
