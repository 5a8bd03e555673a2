package dev.fovea.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.LinearBackwardData;
import dev.fovea.kernel.LinearBackwardWeights;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.NaiveConv;
import dev.fovea.kernel.Workers;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Winograd's algorithm against double precision on VGG-16's layers, with their channels and smaller
 * maps ({@code ./fovea bench accuracy} has the whole ones).
 *
 * <p>Errors grow with the number of channels, whose products are summed between transforms that
 * enlarge them: for F(4x4) the input's by up to 10 and the output's by up to 18 in each direction
 * (Lavin and Gray 2015, arXiv 1509.09308). The gradient by the weights sums over pixels with the
 * same transforms on both sides.
 */
class WinogradAccuracyTest {
    private static final double MOST = 5e-6;

    private static final float[] NONE = new float[0];

    @ParameterizedTest
    @CsvSource({
        "64, 64, 21",
        "64, 128, 14",
        "128, 128, 11",
        "128, 256, 9",
        "256, 256, 7",
        "256, 512, 6",
        "512, 512, 5"
    })
    void staysCloseToDoublePrecision(int channels, int filters, int side) {
        var layer = new Layer(ConvGeometry.of(side, side, channels, filters, 3, 1, 1));

        for (ThreeByThree way :
                new ThreeByThree[] {ThreeByThree.WINOGRAD_4, ThreeByThree.WINOGRAD_2}) {
            VectorKernels kernels = VectorKernels.of(Workers.of(2), way);
            assertThat(layer.forward(kernels)).as("%s forward", way).isLessThan(MOST);
            assertThat(layer.backwardData(kernels)).as("%s by data", way).isLessThan(MOST);
        }
        VectorKernels kernels = VectorKernels.of(Workers.of(2), ThreeByThree.WINOGRAD_4);
        assertThat(layer.backwardWeights(kernels)).as("by weights").isLessThan(MOST);
    }

    /** A layer behind a ReLU, with weights of He's variance. */
    private static final class Layer {
        private final ConvGeometry geometry;
        private final float[] x;
        private final float[] dy;
        private final float[] weights;
        private final float[] bias;
        private final double[] y;
        private final double[] dx;

        Layer(ConvGeometry geometry) {
            this.geometry = geometry;
            var random = new SplittableRandom(5);
            double deviation = Math.sqrt(2.0 / (9 * geometry.inChannels()));
            x = numbers(random, geometry.inSize(), value -> Math.max(0, value));
            dy = numbers(random, geometry.outSize(), value -> value);
            weights = numbers(random, geometry.weightSize(), value -> value * deviation);
            bias = numbers(random, geometry.outChannels(), value -> 0.1 * value);
            y =
                    NaiveConv.forward(geometry, 1, doubles(x), doubles(weights), doubles(bias))
                            .values();
            dx = NaiveConv.backwardData(geometry, 1, doubles(dy), doubles(weights)).values();
        }

        private static float[] numbers(
                SplittableRandom random, int size, DoubleUnaryOperator become) {
            var values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = (float) become.applyAsDouble(random.nextGaussian());
            }
            return values;
        }

        /** Each gives the relative L2 error. */
        double forward(VectorKernels kernels) {
            LinearForward map = kernels.convForward(geometry, 1, Epilogue.NONE, false);
            assertThat(map.algorithm()).startsWith("winograd");
            float[] packed = Memory.allocate(map.packedSize());
            map.pack(weights, packed);
            float[] got = new float[y.length];
            map.run(1, x, 0, packed, bias, NONE, 0, got, 0, Memory.allocate(map.scratchSize()));
            return error(got, y);
        }

        double backwardData(VectorKernels kernels) {
            LinearBackwardData map = kernels.convBackwardData(geometry, 1, false);
            assertThat(map.algorithm()).startsWith("winograd");
            float[] packed = Memory.allocate(map.packedSize());
            map.pack(weights, packed);
            float[] got = new float[dx.length];
            map.run(1, dy, 0, packed, NONE, 0, got, 0, Memory.allocate(map.scratchSize()));
            return error(got, dx);
        }

        double backwardWeights(VectorKernels kernels) {
            LinearBackwardWeights map = kernels.convBackwardWeights(geometry, 1);
            assertThat(map.algorithm()).startsWith("winograd");
            float[] dWeights = new float[geometry.weightSize()];
            float[] dBias = new float[geometry.outChannels()];
            map.run(1, x, 0, dy, 0, dWeights, dBias, Memory.allocate(map.scratchSize()));
            double[] exact =
                    NaiveConv.backwardWeights(geometry, 1, doubles(x), doubles(dy)).values();
            return error(dWeights, exact);
        }
    }

    private static double[] doubles(float[] values) {
        var doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static double error(float[] got, double[] exact) {
        double error = 0;
        double norm = 0;
        for (int i = 0; i < exact.length; i++) {
            error += (got[i] - exact[i]) * (got[i] - exact[i]);
            norm += exact[i] * exact[i];
        }
        return Math.sqrt(error / norm);
    }
}
