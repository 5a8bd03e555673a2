package dev.fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.nn.ReceptiveField.Region;
import dev.fovea.tensor.Shape;
import dev.fovea.testing.RandomCases;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ReceptiveFieldTest {
    private static ReceptiveField at(Network network, String node) {
        return ReceptiveField.of(network).get(node);
    }

    @Test
    void windowsGrowWithTheStride() {
        Network network =
                Network.input(32, 48, 1)
                        .then("conv1", Conv2d.of(1, Size.of(3, 5)).withPadding(Padding.of(1, 2)))
                        .then("pool1", MaxPool2d.of(2))
                        .then("conv2", Conv2d.of(1, 3).withDilation(2).withPadding(2))
                        .then("relu2", new Relu());
        ReceptiveField field = at(network, "relu2");
        assertThat(field.size()).isEqualTo(Size.of(4 + 4 * 2, 6 + 4 * 2));
        assertThat(field.rows().stride()).isEqualTo(2);
        assertThat(field.rows().centre(0)).isEqualTo(0.5);
        assertThat(field.region(0, 0)).isEqualTo(new Region(-5, -6, 12, 14));
        assertThat(field.region(3, 5)).isEqualTo(new Region(1, 4, 12, 14));
        assertThat(field.region(0, 0).within(Shape.of(32, 48, 1)))
                .isEqualTo(new Region(0, 0, 7, 8));
        assertThat(field.region(15, 23).within(Shape.of(32, 48, 1)))
                .isEqualTo(new Region(25, 40, 7, 8));
        assertThat(field.rows()).hasToString("12 every 2, centre 0.5");
    }

    @Test
    void theLongestPathCounts() {
        Network network =
                Network.input(16, 16, 4)
                        .then("conv1", Conv2d.of(4, 3).withPadding(1))
                        .then("conv2", Conv2d.of(4, 3).withPadding(1))
                        .then("add", new Add(), List.of("conv2", "input"))
                        .then("join", new Concat(), List.of("add", "conv1"));
        assertThat(at(network, "join").size()).isEqualTo(Size.of(5));
        assertThat(at(network, "join").region(4, 4)).isEqualTo(new Region(2, 2, 5, 5));
    }

    /** A strided path joins one that cuts the edges: the distances differ, the union is exact. */
    @Test
    void pathsOfUnlikeStride() {
        Network network =
                Network.input(7, 7, 1)
                        .then("strided", Conv2d.of(1, 1).withStride(3))
                        .then("cut", Conv2d.of(1, 5), List.of("input"))
                        .then("add", new Add(), List.of("strided", "cut"));
        FieldAxis rows = at(network, "add").rows();
        assertThat(List.of(rows.first(0), rows.last(0))).containsExactly(0, 4);
        assertThat(List.of(rows.first(1), rows.last(1))).containsExactly(1, 5);
        assertThat(List.of(rows.first(2), rows.last(2))).containsExactly(2, 6);
        assertThat(rows.size()).isEqualTo(5);
    }

    @Test
    void unequalWindowsOfAnAdaptivePool() {
        Network network =
                Network.input(20, 20, 1)
                        .then("pool", MaxPool2d.of(2))
                        .then("adapt", AdaptiveAvgPool2d.of(7));
        // 10 units on 7: from floor(10 i / 7) to ceil(10 (i + 1) / 7)
        FieldAxis rows = at(network, "adapt").rows();
        assertThat(rows.units()).isEqualTo(7);
        assertThat(List.of(rows.first(0), rows.last(0))).containsExactly(0, 3);
        assertThat(List.of(rows.first(2), rows.last(2))).containsExactly(4, 9);
        assertThat(List.of(rows.first(6), rows.last(6))).containsExactly(16, 19);
        assertThat(rows.size()).isEqualTo(6);
    }

    @Test
    void everythingAfterFlattenSeesAll() {
        Network network =
                Network.input(9, 11, 2)
                        .then("conv", Conv2d.of(2, 3))
                        .then("gap", new GlobalAvgPool())
                        .then("gate", Conv2d.of(2, 1))
                        .then("scale", new Multiply(), List.of("conv", "gate"))
                        .then("conv2", Conv2d.of(2, 3).withPadding(1))
                        .then("flatten", new Flatten())
                        .then("fc", Dense.of(3));
        for (String node : List.of("gap", "gate", "scale", "conv2", "flatten", "fc")) {
            ReceptiveField field = at(network, node);
            assertThat(field.isWhole()).as(node).isTrue();
            assertThat(field.size()).as(node).isEqualTo(Size.of(9, 11));
            assertThat(field.region(0, 0)).as(node).isEqualTo(new Region(0, 0, 9, 11));
        }
        assertThat(at(network, "conv2").rows().units()).isEqualTo(7);
        Network mlp = Network.input(Shape.of(784)).then("fc", Dense.of(10));
        assertThat(at(mlp, "fc").isWhole()).isTrue();
    }

    /** The real pixels a unit depends on, and whether it also reads padding. */
    private record Truth(BitSet pixels, boolean padding) {}

    private static List<Truth> under(List<Truth> units, WindowAxis window) {
        var result = new ArrayList<Truth>();
        for (int out = 0; out < window.out(); out++) {
            var pixels = new BitSet();
            boolean padding = false;
            for (int cell = 0; cell < window.kernel(); cell++) {
                int at = out * window.stride() - window.before() + cell * window.dilation();
                if (at < 0 || at >= units.size()) {
                    padding = true;
                } else {
                    pixels.or(units.get(at).pixels());
                    padding |= units.get(at).padding();
                }
            }
            result.add(new Truth(pixels, padding));
        }
        return result;
    }

    private static Layer randomWindow(RandomGenerator random) {
        var kernel = Size.of(random.nextInt(1, 5));
        var stride = Size.of(random.nextInt(1, 4));
        Padding padding =
                random.nextInt(4) == 0
                        ? Padding.SAME
                        : new Padding.Explicit(random.nextInt(3), random.nextInt(3), 0, 0);
        return random.nextBoolean()
                ? new Conv2d(1, kernel, stride, padding, Size.of(random.nextInt(1, 3)), 1, true)
                : new AvgPool2d(kernel, stride, padding, random.nextBoolean(), true);
    }

    /** Follows every pixel through random stacks of windows. */
    @Test
    void unitsSeeWhatTheyDependOn() {
        RandomCases.run(
                500,
                random -> {
                    Network network = Network.input(random.nextInt(20, 60), 60, 1);
                    List<Truth> truths = new ArrayList<>();
                    for (int i = 0; i < network.input().height(); i++) {
                        var pixel = new BitSet();
                        pixel.set(i);
                        truths.add(new Truth(pixel, false));
                    }
                    for (int depth = 0; depth < 4; depth++) {
                        Layer layer = randomWindow(random);
                        Shape in = depth == 0 ? network.input() : network.outputShape();
                        if (!LayerChanges.works(layer, List.of(in))) {
                            continue;
                        }
                        network = network.then("layer" + depth, layer);
                        truths =
                                under(
                                        truths,
                                        layer instanceof Conv2d conv
                                                ? conv.windows(in).rows()
                                                : ((AvgPool2d) layer).windows(in).rows());
                    }
                    if (network.nodes().isEmpty()) {
                        return;
                    }
                    FieldAxis rows = at(network, network.output()).rows();
                    assertThat(rows.units()).isEqualTo(truths.size());
                    for (int unit = 0; unit < rows.units(); unit++) {
                        Truth truth = truths.get(unit);
                        if (truth.pixels().isEmpty()) {
                            continue;
                        }
                        int first = truth.pixels().nextSetBit(0);
                        int last = truth.pixels().length() - 1;
                        assertThat(rows.first(unit)).as("%s", network).isLessThanOrEqualTo(first);
                        assertThat(rows.last(unit)).as("%s", network).isGreaterThanOrEqualTo(last);
                        if (!truth.padding()) {
                            assertThat(rows.first(unit)).as("%s", network).isEqualTo(first);
                            assertThat(rows.last(unit)).as("%s", network).isEqualTo(last);
                        }
                    }
                });
    }
}
