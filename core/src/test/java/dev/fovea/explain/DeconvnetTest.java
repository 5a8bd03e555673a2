package dev.fovea.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.PoolGeometry;
import dev.fovea.nn.ReceptiveField;
import dev.fovea.plan.KernelSets;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("kernels")
class DeconvnetTest {
    @Parameter private Kernels kernels;

    static List<Kernels> kernels() {
        return List.of(KernelSets.scalar(2), KernelSets.vector(2));
    }

    static List<Golden> networks() {
        return Golden.all();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void everyChannelAsPyTorchProjectsIt(Golden golden) {
        Deconvnet deconvnet = Deconvnet.of(golden.model(), kernels, golden.late(), 4);
        int channels = golden.model().network().shape(golden.late()).channels();
        for (int c = 0; c < channels; c++) {
            Projection projection = deconvnet.project(golden.x(), c);
            float[] at = golden.get("deconvnet." + c + ".at").data();
            assertThat(projection.unit()).isEqualTo(new Unit(c, (int) at[0], (int) at[1]));
            golden.agrees("deconvnet." + c, projection.pixels());
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void manyTogetherAreAsEachAlone(Golden golden) {
        Deconvnet deconvnet = Deconvnet.of(golden.model(), kernels, golden.late(), 4);
        List<Projection> alone = new ArrayList<>();
        for (int c = 0; c < 4; c++) {
            alone.add(deconvnet.project(golden.x(), c));
        }
        List<Tensor> pictures = List.of(golden.x(), golden.x(), golden.x(), golden.x());
        List<Projection> together =
                deconvnet.project(pictures, alone.stream().map(Projection::unit).toList());
        for (int i = 0; i < 4; i++) {
            assertThat(together.get(i).activation())
                    .isCloseTo(alone.get(i).activation(), within(1e-5f));
            assertThat(Golden.distance(together.get(i).pixels(), alone.get(i).pixels()))
                    .isLessThan(1e-5);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void nothingLeavesTheReceptiveField(Golden golden) {
        var network = golden.model().network();
        Projection projection =
                Deconvnet.of(golden.model(), kernels, "conv2", 1).project(golden.x(), 3);
        Unit unit = projection.unit();
        var field =
                Objects.requireNonNull(ReceptiveField.of(network).get("conv2"))
                        .region(unit.row(), unit.column())
                        .within(network.input());
        int channels = network.input().channels();
        float[] pixels = projection.pixels().data();
        boolean[] inside = new boolean[2];
        for (int i = 0; i < pixels.length; i++) {
            int row = i / channels / network.input().width();
            int column = i / channels % network.input().width();
            boolean isInside =
                    row >= field.top()
                            && row < field.top() + field.height()
                            && column >= field.left()
                            && column < field.left() + field.width();
            inside[isInside ? 1 : 0] |= pixels[i] != 0;
        }
        assertThat(inside).containsExactly(false, true);
    }

    /** For switches s the pooling is linear, P x = x[s], and {@code <P x, y> = <x, P' y>}. */
    @Test
    void unpoolingIsTheAdjointOfPoolingWithItsSwitches() {
        List<PoolGeometry> geometries =
                List.of(
                        PoolGeometry.of(8, 6, 5, 2, 2),
                        PoolGeometry.of(9, 9, 3, 3, 2), // windows overlap
                        PoolGeometry.of(7, 11, 16, 3, 1),
                        new PoolGeometry(9, 7, 4, 3, 3, 2, 2, 1, 1, 1, 1, 1, 1, 5, 4, false));
        Random random = new Random(5);
        for (PoolGeometry geometry : geometries) {
            // Whole numbers, so that sums are exact and the equality is one of bits.
            float[] x = whole(2 * geometry.inSize(), random);
            float[] other = whole(2 * geometry.inSize(), random);
            float[] y = whole(2 * geometry.outSize(), random);
            int[] switches = new int[2 * geometry.outSize()];
            kernels.maxPool(geometry, 2, x, 0, new float[y.length], 0, switches);
            float[] unpooled = new float[x.length];
            kernels.maxPoolBackward(geometry, 2, y, 0, switches, unpooled, 0);
            double left = 0;
            for (int i = 0; i < y.length; i++) {
                int image = i / geometry.outSize() * geometry.inSize();
                left += other[image + switches[i]] * y[i];
            }
            double right = 0;
            for (int i = 0; i < x.length; i++) {
                right += other[i] * unpooled[i];
            }
            assertThat(right).as(geometry.toString()).isEqualTo(left);
        }
    }

    private static float[] whole(int length, Random random) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = random.nextInt(-50, 51);
        }
        return numbers;
    }

    @Test
    void refusesWhatIsNotThere() {
        Golden golden = Golden.all().getFirst();
        assertThatThrownBy(() -> Deconvnet.of(golden.model(), kernels, "conv9", 1))
                .hasMessageContaining("there is no node 'conv9'");
        Deconvnet deconvnet = Deconvnet.of(golden.model(), kernels, "conv2", 1);
        assertThatThrownBy(() -> deconvnet.project(golden.x(), 12))
                .hasMessageContaining("the channels of conv2 are 0 to 11, got 12");
        assertThatThrownBy(() -> deconvnet.project(List.of(golden.x()), List.of(new Unit(0, 5, 0))))
                .hasMessageContaining("rows 0 to 4 and columns 0 to 3, got row 5, column 0");
        assertThatThrownBy(() -> deconvnet.project(List.of(golden.x(), golden.x()), List.of()))
                .hasMessageContaining("1 to 1 pictures with a unit each, got 2 and 0");
    }
}
