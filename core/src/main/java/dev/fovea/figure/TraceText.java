package dev.fovea.figure;

import dev.fovea.explain.Trace;
import dev.fovea.explain.Unit;
import java.util.List;
import java.util.Locale;

/** What a trace says in words and numbers: each rule has its own. */
public final class TraceText {
    private TraceText() {}

    /** What one channel of what was read brings in, on one line. */
    public static String line(Trace trace, Trace.Part part) {
        int count = part.values().shape().size();
        float value = part.values().data()[0];
        return switch (trace.rule()) {
            case SUM, SCALED ->
                    count == 1
                            ? "%s × %s = %s"
                                    .formatted(
                                            number(value),
                                            number(part.weights().data()[0]),
                                            number(part.sum()))
                            : "sum of %d products %s".formatted(count, number(part.sum()));
            case LARGEST ->
                    count == 1
                            ? number(value)
                            : "of %d values the largest is %s".formatted(count, number(part.sum()));
            case SOFTMAX, LOG_SOFTMAX ->
                    "%s%s, share %s".formatted(number(value), power(value), number(part.sum()));
            case NEIGHBOURS -> "%s, squared %s".formatted(number(value), number(part.sum()));
            case FUNCTION -> "x = " + number(value);
            case PRODUCT, COPY -> number(value);
        };
    }

    /** {@code e^x} beside a logit, unless it is beyond all numbers. */
    private static String power(double value) {
        double power = Math.exp(value);
        return Double.isInfinite(power) ? "" : ", exp " + number(power);
    }

    /**
     * The parts that are not shown.
     *
     * @param parts at least one
     */
    public static String rest(Trace trace, List<Trace.Part> parts) {
        double sum = parts.stream().mapToDouble(Trace.Part::sum).sum();
        String together =
                switch (trace.rule()) {
                    case SUM, SCALED, NEIGHBOURS -> ", together " + number(sum);
                    case SOFTMAX, LOG_SOFTMAX -> ", together a share of " + number(sum);
                    case LARGEST, FUNCTION, PRODUCT, COPY -> "";
                };
        return "%d more channels%s".formatted(parts.size(), together);
    }

    /** {@code Σ products −0.3 + bias 0.1 = −0.2; the network computes −0.2}, by the rule. */
    public static String equation(Trace trace) {
        String result = number(trace.result());
        String made =
                switch (trace.rule()) {
                    case SUM -> sum(trace, "Σ products", "bias");
                    // bias - mean x scale: no bias of its own.
                    case SCALED -> sum(trace, "product", "constant");
                    case LARGEST -> largest(trace);
                    case FUNCTION -> trace.function() + " = " + result;
                    case SOFTMAX -> share(trace);
                    case LOG_SOFTMAX -> "the logarithm of its share: " + result;
                    case NEIGHBOURS -> "normalised: " + result;
                    case PRODUCT -> "multiplied: " + result;
                    case COPY -> "copied: " + result;
                };
        return made + "; the network computes " + number(trace.value());
    }

    private static String sum(Trace trace, String products, String constant) {
        String first = products + " " + number(trace.result() - trace.constant());
        return trace.constant() == 0
                ? first
                : "%s + %s %s = %s"
                        .formatted(
                                first, constant, number(trace.constant()), number(trace.result()));
    }

    private static String largest(Trace trace) {
        Unit winner = trace.strongest().cell();
        return "the largest, at %d,%d: %s"
                .formatted(winner.column(), winner.row(), number(trace.result()));
    }

    private static String share(Trace trace) {
        double all = trace.terms().stream().mapToDouble(term -> Math.exp(term.value())).sum();
        double own = Math.exp(trace.strongest().value());
        return Double.isInfinite(all)
                ? "its share: " + number(trace.result())
                : "exp %s / exp of all %s = %s"
                        .formatted(number(own), number(all), number(trace.result()));
    }

    /** Four decimals, fewer digits where a number is very small or large. */
    static String number(double value) {
        double size = Math.abs(value);
        return size != 0 && (size < 1e-3 || size >= 1e5)
                ? Digits.brief(value)
                : String.format(Locale.ROOT, "%.4f", value + 0.0).replace('-', '−');
    }
}
