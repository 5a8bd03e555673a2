package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * No call allocates memory that grows with the data: a batch many times as large asks for no more.
 *
 * <p>Apart from {@link KernelsContract}, because vectors are objects until C2 has compiled the
 * kernel that uses them.
 */
public abstract class AllocationContract {
    /** What a call may want for itself: a few blocks of sums. */
    private static final long ROOM = 64 << 10;

    private static final int SMALL = 1;
    private static final int LARGE = 32;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** An operation over {@code n} images. */
    @FunctionalInterface
    private interface Operation {
        void run(int n);
    }

    private static void check(String what, Operation operation) {
        // Linking a call site for the first time allocates, too.
        operation.run(SMALL);
        operation.run(LARGE);
        long small = allocated(operation, SMALL);
        long large = allocated(operation, LARGE);
        assertThat(large - small)
                .as("%s: bytes allocated for a batch of %d more than for %d", what, LARGE, SMALL)
                .isLessThan(ROOM);
    }

    private static long allocated(Operation operation, int n) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        operation.run(n);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    protected AllocationContract() {}

    /** The kernels under test, on the calling thread alone. */
    protected abstract Kernels kernels();

    private final float[] a = new float[1 << 20];
    private final float[] b = new float[1 << 20];
    private final float[] c = new float[1 << 20];
    private final float[] parameter = new float[1 << 20];
    private final float[] gradient = new float[1 << 20];

    @Test
    void convolution() {
        Kernels kernels = kernels();
        for (ConvGeometry g :
                new ConvGeometry[] {
                    ConvGeometry.of(32, 32, 16, 16, 3, 1, 1),
                    ConvGeometry.of(32, 32, 16, 16, 5, 2, 2),
                    ConvGeometry.of(32, 32, 16, 16, 1, 1, 0),
                    new ConvGeometry(32, 32, 16, 16, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 16)
                }) {
            LinearForward forward = kernels.convForward(g, LARGE, Epilogue.RELU, false);
            float[] scratch = Contract.memory(forward.scratchSize());
            float[] packed = Contract.memory(forward.packedSize());
            check(
                    g + " forward",
                    n ->
                            forward.run(
                                    n, a, 0, packed, parameter, Contract.UNREAD, 0, b, 0, scratch));
            LinearBackwardData backward = kernels.convBackwardData(g, LARGE, true);
            float[] scratchBackward = Contract.memory(backward.scratchSize());
            float[] packedBackward = Contract.memory(backward.packedSize());
            check(
                    g + " backward data",
                    n -> backward.run(n, b, 0, packedBackward, a, 0, c, 0, scratchBackward));
            LinearBackwardWeights weights = kernels.convBackwardWeights(g, LARGE);
            float[] scratchWeights = Contract.memory(weights.scratchSize());
            check(
                    g + " backward weights",
                    n -> weights.run(n, a, 0, b, 0, gradient, parameter, scratchWeights));
        }
    }

    @Test
    void dense() {
        Kernels kernels = kernels();
        LinearForward forward = kernels.denseForward(1000, 1000, LARGE, Epilogue.RELU);
        float[] scratch = Contract.memory(forward.scratchSize());
        float[] packed =
                forward.packedSize() == 0 ? parameter : Contract.memory(forward.packedSize());
        check(
                "forward",
                n -> forward.run(n, a, 0, packed, parameter, Contract.UNREAD, 0, b, 0, scratch));
        LinearBackwardData backward = kernels.denseBackwardData(1000, 1000, LARGE, true);
        float[] scratchBackward = Contract.memory(backward.scratchSize());
        float[] packedBackward =
                backward.packedSize() == 0 ? parameter : Contract.memory(backward.packedSize());
        check(
                "backward data",
                n -> backward.run(n, b, 0, packedBackward, a, 0, c, 0, scratchBackward));
        LinearBackwardWeights weights = kernels.denseBackwardWeights(1000, 1000, LARGE);
        float[] scratchWeights = Contract.memory(weights.scratchSize());
        check(
                "backward weights",
                n -> weights.run(n, a, 0, b, 0, gradient, parameter, scratchWeights));
    }

    @Test
    void pooling() {
        Kernels kernels = kernels();
        PoolGeometry g = PoolGeometry.of(32, 32, 32, 2, 2);
        var switches = new int[LARGE * g.outSize()];
        check("max", n -> kernels.maxPool(g, n, a, 0, b, 0, switches));
        check("max backward", n -> kernels.maxPoolBackward(g, n, b, 0, switches, a, 0));
        check("average", n -> kernels.avgPool(g, n, a, 0, b, 0));
        check("average backward", n -> kernels.avgPoolBackward(g, n, b, 0, a, 0));
        check("adaptive", n -> kernels.adaptiveAvgPool(g, n, a, 0, b, 0));
        check("adaptive backward", n -> kernels.adaptiveAvgPoolBackward(g, n, b, 0, a, 0));
    }

    @Test
    void normalisation() {
        Kernels kernels = kernels();
        var p = new float[32];
        var q = new float[32];
        check(
                "scale and shift",
                n -> kernels.scaleShift(1000 * n, 32, a, 0, p, q, Activation.RELU, b, 0));
        check("moments", n -> kernels.channelMoments(1000 * n, 32, a, 0, p, q));
        check(
                "batch norm backward",
                n ->
                        kernels.batchNormBackward(
                                1000 * n, 32, a, 0, b, 0, p, p, p, false, q, q, c, 0));
        check(
                "local response norm",
                n -> kernels.localResponseNorm(1000 * n, 32, 5, 1, 1, 1, a, 0, b, 0));
        check(
                "local response norm backward",
                n ->
                        kernels.localResponseNormBackward(
                                1000 * n, 32, 5, 1, 1, 1, a, 0, a, 0, b, 0, c, 0));
    }

    @Test
    void elements() {
        Kernels kernels = kernels();
        int size = 30_000;
        var p = new float[30];
        var q = new float[30];
        Activation silu = new Activation(Activation.Kind.SILU, 0, 0);
        check("activation", n -> kernels.activation(silu, n * size, a, 0, b, 0));
        check(
                "activation backward",
                n -> kernels.activationBackward(silu, n * size, a, 0, a, 0, b, 0, c, 0));
        check("prelu", n -> kernels.prelu(1000 * n, 30, p, a, 0, b, 0));
        check("prelu backward", n -> kernels.preluBackward(1000 * n, 30, p, a, 0, b, 0, q, c, 0));
        check("add", n -> kernels.add(silu, n * size, a, 0, b, 0, c, 0));
        check("multiply", n -> kernels.multiply(n * size, a, 0, b, 0, c, 0));
        check(
                "multiply channels",
                n -> kernels.multiplyChannels(n, 1000, 30, a, 0, gradient, 0, b, 0));
        check(
                "multiply channels backward",
                n -> kernels.multiplyChannelsBackward(n, 1000, 30, a, 0, b, 0, gradient, 0));
        check("dropout", n -> kernels.dropout(0.5f, 1, n * size, a, 0, b, 0));
    }

    @Test
    void movesAndClassifiers() {
        Kernels kernels = kernels();
        var losses = new float[1000 * LARGE];
        check("copy", n -> kernels.copyRows(1000 * n, 30, a, 0, 30, b, 0, 30));
        check("flatten", n -> kernels.pixelsToChannels(n, 1000, 30, a, 0, b, 0));
        check("shuffle", n -> kernels.channelShuffle(1000 * n, 30, 3, a, 0, b, 0));
        check("softmax", n -> kernels.softmax(1000 * n, 30, a, 0, b, 0));
        check("softmax backward", n -> kernels.softmaxBackward(1000 * n, 30, a, 0, b, 0, c, 0));
        check("log softmax", n -> kernels.logSoftmax(1000 * n, 30, a, 0, b, 0));
        check(
                "log softmax backward",
                n -> kernels.logSoftmaxBackward(1000 * n, 30, a, 0, b, 0, c, 0));
        check(
                "cross-entropy",
                n -> kernels.softmaxCrossEntropy(1000 * n, 30, a, 0, b, 1, losses, c, 0));
    }

    @Test
    void optimizers() {
        Kernels kernels = kernels();
        int size = 30_000;
        check("sum of squares", n -> kernels.sumOfSquares(n * size, a, 0));
        var sgd = new SgdStep(0.1f, 0.9f, false, 0, 0, 1);
        check("sgd", n -> kernels.sgd(sgd, n * size, a, b, c));
        var adam = new AdamStep(0.1f, 0.9, 0.999, 1e-8f, 0.1, 0.001, 0, 0, 1);
        check("adam", n -> kernels.adam(adam, n * size, a, b, c, gradient));
        var rmsprop = new RmspropStep(0.1f, 0.99, 1e-8f, 0.9f, 0, 1);
        check("rmsprop", n -> kernels.rmsprop(rmsprop, n * size, a, b, c, gradient));
    }
}
