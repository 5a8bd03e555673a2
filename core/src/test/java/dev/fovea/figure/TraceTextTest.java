package dev.fovea.figure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.explain.ChannelNames;
import dev.fovea.explain.Detectors;
import dev.fovea.explain.Trace;
import dev.fovea.explain.Unit;
import dev.fovea.image.Preprocessing;
import dev.fovea.model.Model;
import dev.fovea.nn.*;
import dev.fovea.plan.KernelSets;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TraceTextTest {
    private static Trace trace(Layer layer, int channel, Shape shape, float... numbers) {
        Network network =
                Network.input(shape.height(), shape.width(), shape.channels()).then("node", layer);
        return Trace.tracer(
                        model(network, List.of()),
                        KernelSets.scalar(1),
                        Tensor.of(shape, numbers),
                        List.of("node"))
                .of("node", new Unit(channel, 0, 0));
    }

    private static Model model(Network network, List<String> labels) {
        Shape in = network.input();
        return Model.of(
                network,
                Weights.initialise(network, Initialisation.HE, 1),
                Preprocessing.unit(in.height(), in.width(), in.channels()),
                labels);
    }

    private static String line(Trace trace) {
        return TraceText.line(trace, trace.parts().getFirst());
    }

    @Test
    void aSoftmaxSaysValuePowerAndShare() {
        Trace trace = trace(new Softmax(), 0, Shape.of(1, 1, 3), 1, 0, 0);
        assertThat(line(trace)).isEqualTo("1.0000, exp 2.7183, share 0.5761");
        assertThat(TraceText.equation(trace))
                .isEqualTo("exp 2.7183 / exp of all 4.7183 = 0.5761; the network computes 0.5761");
        Trace large = trace(new Softmax(), 0, Shape.of(1, 1, 3), 1000, 0, 0);
        assertThat(line(large)).isEqualTo("1000.0000, share 1.0000");
        assertThat(TraceText.equation(large)).startsWith("its share: 1.0000");
    }

    @Test
    void aFunctionIsNamedAndNothingIsMultiplied() {
        Trace trace = trace(new Relu(), 0, Shape.of(1, 1, 1), -0.43912f);
        assertThat(line(trace)).isEqualTo("x = −0.4391");
        assertThat(TraceText.equation(trace))
                .isEqualTo("max(0, x) = 0.0000; the network computes 0.0000");
    }

    @Test
    void aPoolingNamesItsWinnerEvenAmongZeros() {
        Trace trace = trace(MaxPool2d.of(2), 0, Shape.of(2, 2, 1), -1, -2, 0, -3);
        assertThat(TraceText.equation(trace))
                .isEqualTo("the largest, at 0,1: 0.0000; the network computes 0.0000");
    }

    @Test
    void aCopyIsCopied() {
        Trace trace = trace(new Flatten(), 1, Shape.of(1, 2, 1), 3, -4);
        assertThat(line(trace)).isEqualTo("−4.0000");
        assertThat(TraceText.equation(trace)).startsWith("copied: −4.0000");
    }

    @Test
    void aMeanHasNoBias() {
        Trace trace = trace(new GlobalAvgPool(), 0, Shape.of(1, 2, 1), 1, 2);
        assertThat(TraceText.equation(trace))
                .isEqualTo("Σ products 1.5000; the network computes 1.5000");
    }

    @Test
    void batchNormAddsAConstant() {
        Network network = Network.input(1, 1, 1).then("node", BatchNorm.of());
        Model model = model(network, List.of());
        model.weights().tensors().get("node.bias").data()[0] = 2;
        Trace trace =
                Trace.tracer(
                                model,
                                KernelSets.scalar(1),
                                Tensor.of(Shape.of(1, 1, 1), 1),
                                List.of("node"))
                        .of("node", new Unit(0, 0, 0));
        assertThat(TraceText.equation(trace)).contains(" + constant 2.0000 = ");
    }

    @Test
    void classesAreNamedFromTheLogitsOn() {
        Network network =
                Network.input(1, 1, 3)
                        .then("flat", new Flatten())
                        .then("hidden", Dense.of(2))
                        .then("relu", new Relu())
                        .then("fc", Dense.of(2))
                        .then("prob", new Softmax());
        var names = ChannelNames.of(model(network, List.of("cat", "dog")));
        assertThat(names.of("fc", 1)).isEqualTo("fc, channel 1 (dog)");
        assertThat(names.of("prob", 0)).isEqualTo("prob, channel 0 (cat)");
        assertThat(names.of("hidden", 1)).isEqualTo("hidden, channel 1");
    }

    @Test
    void aFilterIsDeadUndecidedOrOfOneClass() {
        List<String> classes = List.of("a", "b", "c");
        assertThat(answer(classes, 0, 0, 0)).isEqualTo("dead: answers nothing");
        assertThat(answer(classes, 1, 0.96, 0.97)).isEqualTo("undecided between a and c");
        assertThat(answer(classes, 0, 1, 0.94)).isEqualTo("b");
    }

    private static String answer(List<String> classes, double a, double b, double c) {
        var filter = Tensor.zeros(Shape.of(1, 1));
        return DetectorSheet.answer(
                new Detectors.Detector(filter, Optional.empty(), List.of(a, b, c)), classes);
    }
}
