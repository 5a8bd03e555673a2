package dev.fovea.kernel.scalar;

import dev.fovea.kernel.Activation;

/**
 * The activation functions and their derivatives, one number at a time, worked out in double
 * precision where there is an exponential. NaN gives NaN.
 */
final class ScalarActivations {
    private static final double GELU_C = Math.sqrt(2 / Math.PI);
    private static final double GELU_A = 0.044715;

    private ScalarActivations() {}

    /** {@code y = f(x)}; x and y may be the same. */
    static void apply(Activation f, int length, float[] x, int xAt, float[] y, int yAt) {
        switch (f.kind()) {
            case NONE -> System.arraycopy(x, xAt, y, yAt, length);
            case RELU -> {
                for (int i = 0; i < length; i++) {
                    y[yAt + i] = Math.max(0, x[xAt + i]);
                }
            }
            default -> {
                for (int i = 0; i < length; i++) {
                    y[yAt + i] = value(f, x[xAt + i]);
                }
            }
        }
    }

    /** {@code dx = f'(x) dy}; reads x or y, as the function needs. */
    static void applyBackward(
            Activation f,
            int length,
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            float[] dy,
            int dyAt,
            float[] dx,
            int dxAt) {
        switch (f.kind().needs()) {
            case NOTHING -> System.arraycopy(dy, dyAt, dx, dxAt, length);
            case OUTPUT -> {
                for (int i = 0; i < length; i++) {
                    dx[dxAt + i] = slopeAtOutput(f, y[yAt + i]) * dy[dyAt + i];
                }
            }
            case INPUT -> {
                for (int i = 0; i < length; i++) {
                    dx[dxAt + i] = slopeAtInput(f, x[xAt + i]) * dy[dyAt + i];
                }
            }
        }
    }

    private static float value(Activation f, float x) {
        return switch (f.kind()) {
            case NONE -> x;
            case RELU -> Math.max(0, x);
            case LEAKY_RELU -> x > 0 ? x : f.alpha() * x;
            case ELU -> x > 0 ? x : (float) (f.alpha() * Math.expm1(x));
            case RELU6 -> Math.min(Math.max(0, x), 6);
            case SIGMOID -> (float) sigmoid(x);
            case TANH -> (float) Math.tanh(x);
            case HARD_SIGMOID -> Math.min(Math.max(0, f.alpha() * x + f.beta()), 1);
            case HARD_SWISH -> x * (Math.min(Math.max(0, x + 3), 6) / 6);
            case SILU -> (float) (x * sigmoid(x));
            case GELU -> (float) (x * Gauss.distribution(x));
            case GELU_TANH -> (float) (0.5 * x * (1 + Math.tanh(geluArgument(x))));
        };
    }

    private static float slopeAtOutput(Activation f, float y) {
        return switch (f.kind()) {
            case RELU -> y > 0 ? 1 : 0;
            case RELU6 -> y > 0 && y < 6 ? 1 : 0;
            case SIGMOID -> y * (1 - y);
            case TANH -> 1 - y * y;
            case HARD_SIGMOID -> y > 0 && y < 1 ? f.alpha() : 0;
            default -> throw new AssertionError(f + " needs its input");
        };
    }

    private static float slopeAtInput(Activation f, float x) {
        return switch (f.kind()) {
            case LEAKY_RELU -> x > 0 ? 1 : f.alpha();
            case ELU -> x > 0 ? 1 : (float) (f.alpha() * Math.exp(x));
            case HARD_SWISH -> x <= -3 ? 0 : x <= 3 ? (2 * x + 3) / 6 : 1;
            case SILU -> {
                double s = sigmoid(x);
                yield (float) (s * (1 + x * (1 - s)));
            }
            case GELU -> (float) (Gauss.distribution(x) + x * Gauss.density(x));
            case GELU_TANH -> {
                double t = Math.tanh(geluArgument(x));
                double inner = GELU_C * (1 + 3 * GELU_A * x * x);
                yield (float) (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * inner);
            }
            default -> throw new AssertionError(f + " needs its output");
        };
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double geluArgument(double x) {
        return GELU_C * (x + GELU_A * x * x * x);
    }
}
