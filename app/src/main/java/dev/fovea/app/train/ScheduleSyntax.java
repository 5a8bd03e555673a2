package dev.fovea.app.train;

import dev.fovea.train.Schedule;
import java.util.List;

/**
 * Schedules as people write them: {@code constant}, {@code step:EPOCHS[:GAMMA]}, {@code
 * cosine[:FLOOR]}, {@code onecycle[:RISE]}, {@code warmup:EPOCHS[+SCHEDULE]}.
 */
public final class ScheduleSyntax {
    /** The forms, for help and messages. */
    public static final String FORMS =
            "constant, step:EPOCHS[:GAMMA], cosine[:FLOOR], onecycle[:RISE], warmup:EPOCHS[+SCHEDULE]";

    private ScheduleSyntax() {}

    /**
     * @throws IllegalArgumentException if the text has none of the forms or a number is out of
     *     range
     */
    public static Schedule parse(String text) {
        int plus = text.indexOf('+');
        String first = plus < 0 ? text : text.substring(0, plus);
        List<String> parts = List.of(first.split(":", -1));
        String name = parts.getFirst();
        if (plus >= 0 && !name.equals("warmup")) {
            throw wrong(text, "only warmup may be followed by + and another schedule");
        }
        return switch (name) {
            case "constant" -> {
                number(text, parts, 1, 0, 0);
                yield Schedule.CONSTANT;
            }
            case "step" -> {
                double epochs = number(text, parts, 1, Double.NaN, 2);
                if (epochs != Math.rint(epochs)) {
                    throw wrong(text, "EPOCHS must be a whole number");
                }
                yield new Schedule.Step((int) epochs, number(text, parts, 2, 0.1, 2));
            }
            case "cosine" -> new Schedule.Cosine(number(text, parts, 1, 0, 1));
            case "onecycle" -> {
                Schedule.OneCycle usual = Schedule.OneCycle.of();
                yield new Schedule.OneCycle(
                        number(text, parts, 1, usual.rise(), 1),
                        usual.divide(),
                        usual.finalDivide());
            }
            case "warmup" ->
                    new Schedule.WarmUp(
                            number(text, parts, 1, Double.NaN, 1),
                            plus < 0 ? Schedule.CONSTANT : parse(text.substring(plus + 1)));
            default -> throw wrong(text, "there is no such schedule");
        };
    }

    /** The number at {@code index}; NaN for {@code otherwise} means that it must be there. */
    private static double number(
            String text, List<String> parts, int index, double otherwise, int most) {
        if (parts.size() - 1 > most) {
            throw wrong(text, "too many numbers");
        }
        if (index >= parts.size()) {
            if (Double.isNaN(otherwise)) {
                throw wrong(text, "a number is missing");
            }
            return otherwise;
        }
        try {
            return Double.parseDouble(parts.get(index));
        } catch (NumberFormatException e) {
            throw wrong(text, "'" + parts.get(index) + "' is no number");
        }
    }

    private static IllegalArgumentException wrong(String text, String problem) {
        return new IllegalArgumentException(
                "schedule '" + text + "': " + problem + "; use " + FORMS);
    }
}
