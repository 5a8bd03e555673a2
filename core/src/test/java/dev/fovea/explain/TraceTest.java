package dev.fovea.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.image.Preprocessing;
import dev.fovea.model.Model;
import dev.fovea.nn.*;
import dev.fovea.plan.KernelSets;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static final Network EVERYTHING = everything();

    /** One node of every kind of layer, in its awkward form. */
    private static Network everything() {
        return Network.input(13, 11, 3)
                .then("conv", Conv2d.of(8, 3).withStride(2).withPadding(1))
                .then("norm", BatchNorm.of())
                .then("relu", new Relu())
                .then(
                        "grouped",
                        Conv2d.of(8, Size.of(3, 2))
                                .withGroups(2)
                                .withDilation(2)
                                .withPadding(Padding.SAME)
                                .withBias(false))
                .then("depthwise", Conv2d.of(8, 3).withGroups(8).withPadding(1))
                .then("add", new Add(), List.of("grouped", "depthwise"))
                .then("prelu", new PRelu(true))
                .then("lrn", LocalResponseNorm.of(5))
                .then("max", new MaxPool2d(Size.of(3), Size.of(2), Padding.of(1), Size.ONE, true))
                .then("average", new AvgPool2d(Size.of(2), Size.of(1), Padding.of(1), false, false))
                .then("counted", new AvgPool2d(Size.of(2), Size.of(2), Padding.of(1), false, true))
                .then("shuffle", new ChannelShuffle(4))
                .then("slice", new ChannelSlice(2, 4))
                .then("concat", new Concat(), List.of("shuffle", "slice"))
                .then("adaptive", new AdaptiveAvgPool2d(Size.of(2, 3)))
                .then("globalMax", new GlobalMaxPool(), List.of("concat"))
                .then("gate", new Sigmoid())
                .then("multiply", new Multiply(), List.of("adaptive", "gate"))
                .then("globalMean", new GlobalAvgPool(), List.of("multiply"))
                .then("elu", Elu.of(), List.of("multiply"))
                .then("flatten", new Flatten())
                .then("dropout", new Dropout(0.5f))
                .then("dense", Dense.of(7))
                .then("gelu", Gelu.of())
                .then("logits", Dense.of(5).withBias(false))
                .then("logSoftmax", new LogSoftmax())
                .then("softmax", new Softmax(), List.of("logits"));
    }

    private static Model model(Network network) {
        Weights weights = Weights.initialise(network, Initialisation.HE, 3);
        var random = new SplittableRandom(5);
        weights.tensors()
                .forEach((name, tensor) -> {
                    for (int i = 0; i < tensor.data().length; i++) {
                        double drawn = random.nextDouble();
                        if (name.endsWith("running_var")) {
                            tensor.data()[i] = (float) (0.5 + drawn);
                        } else if (tensor.shape().rank() == 1) {
                            tensor.data()[i] = (float) (drawn - 0.4);
                        }
                    }
                });
        Shape in = network.input();
        Preprocessing preprocessing = Preprocessing.unit(in.height(), in.width(), in.channels());
        return Model.of(network, weights, preprocessing, List.of());
    }

    private static Tensor picture(Shape shape) {
        var random = new SplittableRandom(11);
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) random.nextDouble(-1, 1);
        }
        return tensor;
    }

    @Test
    void everyCellOfEveryKindOfLayerIsWhatItsTermsMakeOfIt() {
        Model model = model(EVERYTHING);
        List<String> nodes = EVERYTHING.nodes().stream().map(Node::name).toList();
        Tensor input = picture(EVERYTHING.input());
        Trace.Tracer tracer = Trace.tracer(model, KernelSets.best(2), input, nodes);
        for (String node : nodes) {
            Shape shape = EVERYTHING.shape(node);
            for (int y = 0; y < shape.height(); y++) {
                for (int x = 0; x < shape.width(); x++) {
                    for (int c = 0; c < shape.channels(); c++) {
                        Trace trace = tracer.of(node, new Unit(c, y, x));
                        double size =
                                1
                                        + trace.terms().stream()
                                                .mapToDouble(t -> Math.abs(t.product()))
                                                .sum();
                        assertThat(trace.result())
                                .as("%s %d,%d channel %d", node, x, y, c)
                                .isCloseTo(trace.value(), within(2e-6 * size));
                    }
                }
            }
        }
    }

    @Test
    void theNetworkAboveHasEveryKindOfLayer() {
        var kinds = new TreeSet<String>();
        EVERYTHING.nodes().forEach(node -> kinds.add(node.layer().getClass().getSimpleName()));
        var missing = new TreeSet<String>();
        for (Class<?> kind : Layer.class.getPermittedSubclasses()) {
            if (!kind.isInterface() && !kinds.contains(kind.getSimpleName())) {
                missing.add(kind.getSimpleName());
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void aConvolutionOverColoursReadsTwentySevenNumbersNineAChannel() {
        Network network = Network.input(5, 5, 3).then("conv", Conv2d.of(2, 3).withPadding(1));
        Trace trace =
                Trace.tracer(
                                model(network),
                                KernelSets.scalar(1),
                                picture(network.input()),
                                List.of("conv"))
                        .of("conv", new Unit(1, 0, 4));
        assertThat(trace.terms()).hasSize(27);
        assertThat(trace.terms().stream().filter(t -> t.cell().channel() == 2)).hasSize(9);
        assertThat(trace.terms().stream().filter(t -> t.cell().row() < 0 || t.cell().column() > 4))
                .hasSize(15)
                .allMatch(t -> t.value() == 0);
        assertThat(trace.field().top()).isEqualTo(-1);
        assertThat(trace.field().width()).isEqualTo(3);
    }

    @Test
    void poolingNamesItsWinner() {
        Network network = Network.input(2, 2, 1).then("pool", MaxPool2d.of(2));
        Tensor input = Tensor.of(Shape.of(2, 2, 1), -3, -1, -2, -4);
        Trace trace =
                Trace.tracer(model(network), KernelSets.scalar(1), input, List.of("pool"))
                        .of("pool", new Unit(0, 0, 0));
        assertThat(trace.rule()).isEqualTo(Trace.Rule.LARGEST);
        assertThat(trace.result()).isEqualTo(-1);
        assertThat(trace.terms().stream().filter(t -> t.weight() == 1).map(Trace.Term::cell))
                .containsExactly(new Unit(0, 0, 1));
    }

    @Test
    void theTermThatIsAskedForIsTheStrongestWhereOneIsMarked() {
        Network network =
                Network.input(1, 1, 3).then("flat", new Flatten()).then("p", new Softmax());
        Tensor input = Tensor.of(Shape.of(1, 1, 3), 3, 1, 2);
        Trace trace =
                Trace.tracer(model(network), KernelSets.scalar(1), input, List.of("p"))
                        .of("p", new Unit(1, 0, 0));
        assertThat(trace.strongest().cell()).isEqualTo(new Unit(1, 0, 0));
        assertThat(trace.parts().getFirst().channel()).as("the largest share").isZero();
    }

    @Test
    void aLayerThatOnlyRunsForwardIsRefusedByName() {
        Network network =
                Network.input(4, 4, 3)
                        .then("conv", Conv2d.of(2, 3))
                        .then(
                                "pad",
                                new Pad(
                                        Pad.Mode.EDGE,
                                        List.of(1, 1, 0),
                                        List.of(0, 0, 0),
                                        /* value */ 0));
        Trace.Tracer tracer =
                Trace.tracer(
                        model(network),
                        KernelSets.scalar(1),
                        picture(network.input()),
                        List.of("pad"));
        assertThatThrownBy(() -> tracer.of("pad", new Unit(0, 0, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Trace: node 'pad' (Pad) only runs forward, as ONNX says it, and has no"
                                + " rule; trace a node before or behind it");
    }

    @Test
    void cellsAndNodesThatDoNotExistAreRefusedWithWhatDoes() {
        Trace.Tracer tracer =
                Trace.tracer(
                        model(EVERYTHING),
                        KernelSets.scalar(1),
                        picture(EVERYTHING.input()),
                        List.of("conv"));
        assertThatThrownBy(() -> tracer.of("conf", new Unit(0, 0, 0)))
                .hasMessageContaining("there is no node 'conf'")
                .hasMessageContaining("conv");
        assertThatThrownBy(() -> tracer.of("conv", new Unit(8, 0, 0)))
                .hasMessageContaining("0 to 7");
        assertThatThrownBy(() -> tracer.of("conv", new Unit(0, 7, 0)))
                .hasMessageContaining("rows 0 to 6");
    }
}
