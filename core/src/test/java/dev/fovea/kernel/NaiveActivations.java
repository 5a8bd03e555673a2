package dev.fovea.kernel;

import java.util.List;

/** Activation functions and derivatives by their definitions, in double precision. */
public final class NaiveActivations {
    private NaiveActivations() {}

    /** Every function, with parameters that are no special case. */
    public static List<Activation> all() {
        return List.of(
                Activation.NONE,
                Activation.RELU,
                new Activation(Activation.Kind.LEAKY_RELU, 0.1f, 0),
                new Activation(Activation.Kind.ELU, 0.7f, 0),
                new Activation(Activation.Kind.RELU6, 0, 0),
                new Activation(Activation.Kind.SIGMOID, 0, 0),
                new Activation(Activation.Kind.TANH, 0, 0),
                new Activation(Activation.Kind.HARD_SIGMOID, 0.2f, 0.5f),
                new Activation(Activation.Kind.HARD_SWISH, 0, 0),
                new Activation(Activation.Kind.SILU, 0, 0),
                new Activation(Activation.Kind.GELU, 0, 0),
                new Activation(Activation.Kind.GELU_TANH, 0, 0));
    }

    /** An upper bound of the slope of all of {@link #all()}: hard swish has 3/2 at 3. */
    public static double steepest() {
        return 1.5;
    }

    /** {@code f(x)}. */
    public static double value(Activation f, double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        return switch (f.kind()) {
            case NONE -> x;
            case RELU -> Math.max(0, x);
            case LEAKY_RELU -> x > 0 ? x : f.alpha() * x;
            case ELU -> x > 0 ? x : f.alpha() * Math.expm1(x);
            case RELU6 -> Math.clamp(x, 0.0, 6.0);
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case TANH -> Math.tanh(x);
            case HARD_SIGMOID -> Math.clamp(f.alpha() * x + f.beta(), 0.0, 1.0);
            case HARD_SWISH -> x * Math.clamp(x + 3, 0.0, 6.0) / 6;
            case SILU -> x / (1 + Math.exp(-x));
            case GELU -> x * normal(x);
            case GELU_TANH -> x / (1 + Math.exp(-2 * geluArgument(x)));
        };
    }

    /** {@code f'} from the output y, for the functions that need it. */
    public static double slopeFromOutput(Activation f, double y) {
        return switch (f.kind()) {
            case RELU -> y > 0 ? 1 : 0;
            case RELU6 -> y > 0 && y < 6 ? 1 : 0;
            case SIGMOID -> y * (1 - y);
            case TANH -> 1 - y * y;
            case HARD_SIGMOID -> y > 0 && y < 1 ? f.alpha() : 0;
            default -> throw new IllegalArgumentException("slope of " + f + " from its output");
        };
    }

    /** {@code f'(x)}, the left one at a kink. */
    public static double slope(Activation f, double x) {
        return switch (f.kind()) {
            case NONE -> 1;
            case LEAKY_RELU -> x > 0 ? 1 : f.alpha();
            case ELU -> x > 0 ? 1 : f.alpha() * Math.exp(x);
            case HARD_SWISH -> x <= -3 ? 0 : x > 3 ? 1 : x / 3 + 0.5;
            case SILU, GELU, GELU_TANH -> centralDifference(f, x);
            default -> slopeFromOutput(f, value(f, x));
        };
    }

    /** Of fourth order; its error is below 1e-11 for these functions. */
    private static double centralDifference(Activation f, double x) {
        double h = 1e-3;
        double near = value(f, x + h) - value(f, x - h);
        double far = value(f, x + 2 * h) - value(f, x - 2 * h);
        return (8 * near - far) / (12 * h);
    }

    private static double geluArgument(double x) {
        return Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
    }

    /**
     * The normal distribution function, as the integral of the density over the 12 units before x
     * (Simpson's rule).
     */
    static double normal(double x) {
        if (x > 0) {
            return 1 - normal(-x);
        }
        int steps = 600;
        double h = 12.0 / steps;
        double sum = density(x) + density(x - 12);
        for (int i = 1; i < steps; i++) {
            sum += (i % 2 == 1 ? 4 : 2) * density(x - i * h);
        }
        return sum * h / 3;
    }

    private static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
}
