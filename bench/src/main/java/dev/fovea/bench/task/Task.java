package dev.fovea.bench.task;

import java.util.Locale;

/**
 * One thing that is measured. Its {@link #id} names it in results and on a worker's command line.
 */
public sealed interface Task {
    /** {@code inference/vgg16/16}; {@link #parse} reads it. */
    String id();

    /** What {@link #work} counts, a second: {@code images/s} or {@code GFLOP/s}. */
    String unit();

    /** Images, or 10^9 floating-point operations, of one run. */
    double work();

    /** How far engines' outputs may be apart: relative L2 distance. */
    default double tolerance() {
        return 1e-4;
    }

    /** A batch of pictures through a network, weights fixed. */
    record Inference(String network, int batch) implements Task {
        @Override
        public String id() {
            return "inference/" + network + "/" + batch;
        }

        @Override
        public String unit() {
            return "images/s";
        }

        @Override
        public double work() {
            return batch;
        }
    }

    /**
     * Forward, backward and a step of SGD (momentum 0.9, rate 1e-3) on one fixed batch, without
     * dropout.
     *
     * <p>The second loss may differ more than rounding does: where two values of a pooling window
     * or the two sides of a ReLU are closer than rounding, engines send the gradient different
     * ways. {@code gradients.py} shows that for PyTorch's own float32 beside its float64.
     */
    record TrainingStep(String network, int batch) implements Task {
        @Override
        public double tolerance() {
            return 1e-3;
        }

        @Override
        public String id() {
            return "training/" + network + "/" + batch;
        }

        @Override
        public String unit() {
            return "images/s";
        }

        @Override
        public double work() {
            return batch;
        }
    }

    /**
     * Fifty steps of Adam (rate 1e-3) on small-cnn and Fashion-MNIST, each batch put together from
     * the shuffled training set.
     */
    record SmallTraining(int batch) implements Task {
        /** Enough that what a loader has fetched ahead before the clock starts does not count. */
        public static final int STEPS = 50;

        @Override
        public String id() {
            return "training/small-cnn/" + batch;
        }

        @Override
        public String unit() {
            return "images/s";
        }

        @Override
        public double work() {
            return (double) batch * STEPS;
        }
    }

    /** What of a layer is computed. */
    enum Pass {
        FORWARD,
        BACKWARD_DATA,
        BACKWARD_WEIGHTS
    }

    /**
     * One 3x3 convolution, as many channels out as in, padding 1. Work counts the direct
     * convolution's operations, whatever the engine does.
     */
    record Layer(int channels, int side, int batch, Pass pass) implements Task {
        @Override
        public String id() {
            return "layer/"
                    + channels
                    + "@"
                    + side
                    + "x"
                    + batch
                    + "/"
                    + pass.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String unit() {
            return "GFLOP/s";
        }

        @Override
        public double work() {
            return 2e-9 * 9 * channels * channels * side * side * batch;
        }
    }

    /**
     * {@code [rows, inner] x [inner, columns]}.
     *
     * @param weightsKept whether the second matrix may be packed ahead, as the weights of a dense
     *     layer are in inference
     */
    record Product(int rows, int inner, int columns, boolean weightsKept) implements Task {
        @Override
        public String id() {
            return (weightsKept ? "dense/" : "gemm/") + rows + "x" + inner + "x" + columns;
        }

        @Override
        public String unit() {
            return "GFLOP/s";
        }

        @Override
        public double work() {
            return 2e-9 * rows * inner * columns;
        }
    }

    /**
     * From the start of the process to its first prediction, weights from a file. Its time is the
     * result.
     */
    record FirstPrediction(String network) implements Task {
        @Override
        public String id() {
            return "start/" + network;
        }

        @Override
        public String unit() {
            return "s";
        }

        @Override
        public double work() {
            return 1;
        }
    }

    /**
     * The task with this id.
     *
     * @throws IllegalArgumentException if no task is called so
     */
    static Task parse(String id) {
        String[] parts = id.split("[/@x]", -1);
        try {
            return switch (id.substring(0, Math.max(0, id.indexOf('/')))) {
                case "inference" -> new Inference(network(id), last(id));
                case "training" ->
                        network(id).equals("small-cnn")
                                ? new SmallTraining(last(id))
                                : new TrainingStep(network(id), last(id));
                case "layer" ->
                        new Layer(
                                Integer.parseInt(parts[1]),
                                Integer.parseInt(parts[2]),
                                Integer.parseInt(parts[3]),
                                Pass.valueOf(parts[4].toUpperCase(Locale.ROOT)));
                case "gemm", "dense" ->
                        new Product(
                                Integer.parseInt(parts[1]),
                                Integer.parseInt(parts[2]),
                                Integer.parseInt(parts[3]),
                                id.startsWith("dense"));
                case "start" -> new FirstPrediction(id.substring("start/".length()));
                default -> throw new IllegalArgumentException("bench: there is no task " + id);
            };
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("bench: there is no task " + id, e);
        }
    }

    private static String network(String id) {
        return id.substring(id.indexOf('/') + 1, id.lastIndexOf('/'));
    }

    private static int last(String id) {
        return Integer.parseInt(id.substring(id.lastIndexOf('/') + 1));
    }
}
