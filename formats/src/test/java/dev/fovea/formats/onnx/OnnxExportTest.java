package dev.fovea.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import dev.fovea.formats.ImageNet;
import dev.fovea.formats.ModelFormats;
import dev.fovea.formats.ReadOptions;
import dev.fovea.image.Preprocessing;
import dev.fovea.model.Model;
import dev.fovea.nn.AdaptiveAvgPool2d;
import dev.fovea.nn.Add;
import dev.fovea.nn.AvgPool2d;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.ChannelShuffle;
import dev.fovea.nn.ChannelSlice;
import dev.fovea.nn.Concat;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Elu;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.Gelu;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.GlobalMaxPool;
import dev.fovea.nn.HardSigmoid;
import dev.fovea.nn.HardSwish;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LeakyRelu;
import dev.fovea.nn.LocalResponseNorm;
import dev.fovea.nn.LogSoftmax;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Multiply;
import dev.fovea.nn.Network;
import dev.fovea.nn.PRelu;
import dev.fovea.nn.Pad;
import dev.fovea.nn.Padding;
import dev.fovea.nn.Relu6;
import dev.fovea.nn.Sigmoid;
import dev.fovea.nn.Silu;
import dev.fovea.nn.Size;
import dev.fovea.nn.Softmax;
import dev.fovea.nn.Tanh;
import dev.fovea.nn.Weights;
import dev.fovea.plan.KernelSets;
import dev.fovea.plan.Plan;
import dev.fovea.tensor.Shape;
import dev.fovea.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is exported runs elsewhere with the same answer, and comes back as it was. */
class OnnxExportTest {
    private static final int BATCH = 2;

    @TempDir private Path folder;

    private static Network zoo(String name, int side, int classes) {
        int channels = Zoo.entry(name).input().channels();
        return Zoo.network(name, Shape.of(side, side, channels), classes);
    }

    @Test
    void thousandOutputsOfImageNetsSizeHaveItsNames() throws IOException {
        Network network =
                Network.input(224, 224, 3)
                        .then("conv", Conv2d.of(4, 8).withStride(8))
                        .then("pool", new GlobalAvgPool())
                        .then("flatten", new Flatten())
                        .then("fc", Dense.of(1000));
        Model model =
                Model.of(
                        network,
                        Weights.initialise(network, Initialisation.HE, 1),
                        Preprocessing.torchvision(),
                        List.of());
        Path file = folder.resolve("large.onnx");
        OnnxExport.write(model, file);
        assertThat(ModelFormats.read(file, ReadOptions.none()).labels())
                .isEqualTo(ImageNet.labels());
        assertThat(ModelFormats.of(file).inspect(file).facts())
                .containsEntry("labels", "ImageNet's 1000 (assumed)");
    }

    @Test
    void modelsUnderOtherNamesAreKnownByTheirFields() throws IOException {
        Network network = zoo("lenet5", 28, 10);
        Model model =
                Model.of(
                        network,
                        Weights.initialise(network, Initialisation.HE, 1),
                        Preprocessing.unit(28, 28, 1),
                        List.of());
        Path file = folder.resolve("model.bin");
        OnnxExport.write(model, file);
        assertThat(ModelFormats.read(file, ReadOptions.none()).network().outputShape())
                .isEqualTo(network.outputShape());
        Files.write(file, new byte[] {8, 7, 18, 2, 'm', 'e', 58, 4, 8, 1, 0, 0});
        assertThat(ModelFormats.isModel(file)).isFalse();
        Files.write(file, new byte[] {8, 7, 18, 127, 'm', 'e', 58, 4, 10, 1, 0, 0});
        assertThat(ModelFormats.isModel(file)).isFalse();
    }

    private static Network layer(Layer... layers) {
        Network network = Network.input(7, 6, 3).then("conv", Conv2d.of(4, 3).withPadding(1));
        for (Layer layer : layers) {
            network = network.then("layer" + network.nodes().size(), layer);
        }
        return network.withName(layers[0].getClass().getSimpleName());
    }

    static Stream<Network> networks() {
        return Stream.of(
                zoo("lenet5", 28, 10),
                zoo("resnet20", 32, 10),
                zoo("resnet18", 64, 10),
                zoo("mobilenet_v2", 64, 10),
                zoo("squeezenet1_1", 64, 10),
                zoo("small-vgg", 32, 10),
                layer(
                        new Conv2d(
                                4,
                                new Size(3, 2),
                                new Size(1, 2),
                                new Padding.Explicit(0, 1, 2, 0),
                                new Size(2, 1),
                                2,
                                false)),
                layer(Conv2d.of(3, 3).withStride(2).withPadding(Padding.SAME)),
                layer(MaxPool2d.of(3, 2).withPadding(1).withCeilMode(true)),
                layer(MaxPool2d.of(2, 1).withDilation(Size.of(2))),
                layer(AvgPool2d.of(3, 2).withPadding(1)),
                layer(AvgPool2d.of(3, 2).withPadding(1).withCountPadding(false)),
                layer(AvgPool2d.of(2)),
                layer(new GlobalAvgPool(), new Flatten(), Dense.of(3).withBias(false)),
                layer(new GlobalMaxPool()),
                layer(new Flatten(), Dense.of(5), new BatchNorm(1e-3f, 0.2f), new LogSoftmax()),
                layer(new LocalResponseNorm(3, 0.5f, 0.75f, 1.5f)),
                layer(new LeakyRelu(0.1f)),
                layer(new Elu(0.7f)),
                layer(new Relu6()),
                layer(new Sigmoid()),
                layer(new Tanh()),
                layer(HardSigmoid.of()),
                layer(new HardSigmoid(0.2f, 0.5f)),
                layer(new HardSwish()),
                layer(new Silu()),
                layer(Gelu.of()),
                layer(new PRelu(true)),
                layer(new PRelu(false)),
                layer(new Softmax()),
                layer(new ChannelShuffle(2)),
                layer(new ChannelSlice(1, 2)),
                branches(new Add(), Conv2d.of(4, 1)),
                branches(new Multiply(), Conv2d.of(4, 1)),
                branches(new Concat(), Conv2d.of(2, 1)),
                branches(new Multiply(), new GlobalAvgPool()));
    }

    private static Network branches(Layer end, Layer second) {
        Network network = layer(second).withName(end + " " + second);
        return network.then("end", end, List.of("conv", network.output()));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void runsElsewhereAndComesBackTheSame(Network network) throws IOException, OrtException {
        Model model = model(network);
        Path file = folder.resolve("model.onnx");
        OnnxExport.write(model, file);

        float[] x = input(network);
        assertThat(Nchw.relativeError(run(model, x), ort(file, network.input(), x)))
                .as("Fovea against ONNX Runtime")
                .isLessThan(1e-5);
        assertThat(new OnnxFormat().read(file, ReadOptions.none())).isEqualTo(model);
    }

    static Stream<Network> takenApart() {
        return Stream.of(
                layer(new Gelu(true)),
                layer(AdaptiveAvgPool2d.of(3)),
                layer(new AdaptiveAvgPool2d(new Size(7, 2))));
    }

    @ParameterizedTest
    @MethodSource("takenApart")
    void whatOnnxHasNoOperatorForRunsElsewhereToo(Network network)
            throws IOException, OrtException {
        Model model = model(network);
        Path file = folder.resolve("model.onnx");
        OnnxExport.write(model, file);
        float[] x = input(network);
        assertThat(Nchw.relativeError(run(model, x), ort(file, network.input(), x)))
                .isLessThan(1e-5);
    }

    @Test
    void layersThatOnlyRunForwardAreRefusedByName() {
        Model model =
                model(
                        layer(
                                new Pad(
                                        Pad.Mode.EDGE,
                                        List.of(1, 1, 0),
                                        List.of(0, 0, 0), /* value */
                                        0)));
        assertThatThrownBy(() -> OnnxExport.write(model, folder.resolve("model.onnx")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "OnnxExport: the layer Pad of layer1 is for inference only and is not"
                                + " written to ONNX");
        assertThat(folder).isEmptyDirectory();
    }

    /** Weights with running statistics and biases other than 0 and 1. */
    private static Model model(Network network) {
        Weights weights = Weights.initialise(network, Initialisation.HE, 3);
        var random = new Random(5);
        weights.tensors()
                .forEach((name, tensor) -> {
                    if (tensor.shape().rank() == 1) {
                        for (int i = 0; i < tensor.data().length; i++) {
                            float r = (float) random.nextGaussian() * 0.1f;
                            tensor.data()[i] = name.endsWith("bias") ? r : 1 + r;
                        }
                    }
                });
        Shape in = network.input();
        return new Model(
                network,
                weights,
                Preprocessing.unit(in.height(), in.width(), in.channels()),
                List.of(),
                Map.of("seed", 3L));
    }

    private static float[] input(Network network) {
        var random = new Random(7);
        float[] x = new float[BATCH * network.input().size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    private static float[] run(Model model, float[] x) {
        Plan plan =
                Plan.forInference(model.network(), model.weights(), KernelSets.scalar(2), BATCH);
        Nchw.put(x, BATCH, plan.input());
        plan.forward(BATCH);
        return Nchw.get(BATCH, plan.output());
    }

    private static float[] ort(Path file, Shape in, float[] x) throws OrtException {
        return Ort.run(file, x, BATCH, in.channels(), in.height(), in.width());
    }
}
