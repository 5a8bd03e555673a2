package dev.fovea.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.Dataset;
import dev.fovea.image.Image;
import dev.fovea.image.Preprocessing;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Weights;
import dev.fovea.plan.KernelSets;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InvarianceTest {
    private static final Kernels KERNELS = KernelSets.best(2);

    private static Model model(Network network) {
        return Model.of(
                network,
                Weights.initialise(network, Initialisation.HE, 2),
                Preprocessing.unit(28, 28, 1),
                List.of());
    }

    private static Network features() {
        return Network.input(28, 28, 1)
                .then("conv1", Conv2d.of(6, 3).withPadding(1))
                .then("relu1", new Relu())
                .then("pool1", MaxPool2d.of(2))
                .then("conv2", Conv2d.of(8, 3).withPadding(1))
                .then("relu2", new Relu());
    }

    private static List<InvarianceCurve.Point> shift(Model model) {
        return curves(model).get(Change.SHIFT).points();
    }

    private static Map<Change, InvarianceCurve> curves(Model model) {
        List<String> skipped = new ArrayList<>();
        Map<Change, InvarianceCurve> curves =
                Invariance.of(model, KERNELS, 4).of(new Spots(7), 7, skipped, (_, _) -> {});
        assertThat(skipped).hasSize(1).first().asString().contains("cannot be read");
        return curves;
    }

    @Test
    void aConvolutionMovesAlongAndAGlobalMeanStays() {
        Network network =
                features().then("mean", new GlobalAvgPool()).then("flatten", new Flatten());
        List<InvarianceCurve.Point> points = shift(model(network.then("fc", Dense.of(3))));
        InvarianceCurve.Point two = points.get(2);
        assertThat(two.amount()).isEqualTo(2);
        assertThat(two.first()).as("in place it is another map").isGreaterThan(0.5);
        assertThat(two.firstMoved()).as("moved along the same").isCloseTo(0, within(1e-6));
        assertThat(two.lastMap()).isGreaterThan(0.5);
        assertThat(two.lastMapMoved()).isCloseTo(0, within(1e-6));
        assertThat(two.late()).as("the mean over all places stays").isCloseTo(0, within(1e-5));
        assertThat(points.get(1).lastMapMoved()).as("half a cell").isNaN();
        assertThat(points.get(1).firstMoved()).isCloseTo(0, within(1e-6));
    }

    @Test
    void flattenKeepsNeither() {
        Network network =
                features()
                        .then("flatten", new Flatten())
                        .then("fc1", Dense.of(20))
                        .then("relu3", new Relu())
                        .then("fc", Dense.of(3));
        InvarianceCurve.Point two = shift(model(network)).get(2);
        assertThat(two.lastMapMoved()).isCloseTo(0, within(1e-6));
        assertThat(two.late()).isGreaterThan(0.1);
    }

    @Test
    void whatDoesNotChangeIsMeasuredAsNothing() {
        Network mlp =
                Network.input(28, 28, 1)
                        .then("flatten", new Flatten())
                        .then("fc1", Dense.of(9))
                        .then("relu1", new Relu())
                        .then("fc2", Dense.of(3));
        Invariance invariance = Invariance.of(model(mlp), KERNELS, 4);
        assertThat(List.of(invariance.first(), invariance.lastMap(), invariance.late()))
                .containsExactly("relu1", "", "relu1");
        for (Map.Entry<Change, InvarianceCurve> curve : curves(model(mlp)).entrySet()) {
            for (InvarianceCurve.Point point : curve.getValue().points()) {
                boolean nothing = point.amount() == curve.getKey().nothing();
                assertThat(point.late() == 0).as(curve.getKey() + " " + point).isEqualTo(nothing);
                assertThat(point.accuracy()).isBetween(0.0, 1.0);
                assertThat(point.probability()).isBetween(0.0, 1.0);
                assertThat(point.lastMap()).isNaN();
            }
        }
    }

    @Test
    void amountsBeginAtNothingAndAreWholeCells() {
        assertThat(Change.SHIFT.amounts(Shape.of(28, 28, 1)))
                .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0);
        assertThat(Change.SHIFT.amounts(Shape.of(224, 224, 3))).contains(8.0, 64.0).hasSize(9);
        assertThat(Change.SCALE.amounts(Shape.of(28, 28, 1))).contains(1.0).isSorted();
    }

    @Test
    void refusesDataOfOtherClasses() {
        Model model = model(features().then("flatten", new Flatten()).then("fc", Dense.of(4)));
        assertThatThrownBy(() ->
                        Invariance.of(model, KERNELS, 4)
                                .of(new Spots(7), 7, new ArrayList<>(), (_, _) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("as the network has outputs (4), got 7 pictures of 3");
    }

    /** A few bright spots near the middle of a black picture. */
    private record Spots(int size) implements Dataset {
        @Override
        public List<String> classes() {
            return List.of("a", "b", "c");
        }

        @Override
        public int label(int index) {
            return index % 3;
        }

        @Override
        public Image image(int index) throws IOException {
            if (index == 5) {
                throw new IOException(describe(index) + " cannot be read");
            }
            byte[] pixels = new byte[28 * 28];
            var random = new Random(index);
            for (int i = 0; i < 12; i++) {
                int row = 10 + random.nextInt(8);
                int column = 8 + random.nextInt(6);
                pixels[row * 28 + column] = (byte) (100 + random.nextInt(156));
            }
            return Image.of(28, 28, 1, pixels);
        }

        @Override
        public String describe(int index) {
            return "spots #" + index;
        }

        @Override
        public String fingerprint() {
            return "spots " + size;
        }
    }
}
