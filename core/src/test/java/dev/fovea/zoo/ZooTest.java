package dev.fovea.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Parameter;
import dev.fovea.nn.ShapeException;
import dev.fovea.tensor.Shape;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ZooTest {
    private static final Shape MNIST = Shape.of(28, 28, 1);
    private static final Shape CIFAR = Shape.of(32, 32, 3);

    static List<Zoo.Entry> entries() {
        return Zoo.entries();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everyNetworkIsWhatItsEntrySays(Zoo.Entry entry) {
        Network network = entry.network();
        assertThat(network.name()).isEqualTo(entry.name());
        assertThat(network.input()).isEqualTo(entry.input());
        assertThat(network.outputShape()).isEqualTo(Shape.of(entry.classes()));
        assertThat(Zoo.entry(entry.name())).isEqualTo(entry);
        assertThat(entry.description()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everyNetworkTakesOtherSizesAndClasses(Zoo.Entry entry) {
        for (Shape input : List.of(CIFAR, Shape.of(64, 48, 1))) {
            Network network = Zoo.network(entry.name(), input, 7);
            assertThat(network.input()).isEqualTo(input);
            assertThat(network.outputShape()).isEqualTo(Shape.of(7));
        }
    }

    @ParameterizedTest
    @CsvSource({
        // conv 320 + 9,248 + 18,496 + 36,928, dense 401,536 + 1,290
        "small-cnn, 467818",
        // without the biases of the convolutions (192), with scale and shift (384)
        "small-vgg, 468010",
        // as the textbooks have it today: 156 + 2,416 + 48,120 + 10,164 + 850
        "lenet5, 61706",
        "mlp-128x3, 134794",
        // the paper's 0.27 M, with projections
        "resnet20, 272474",
    })
    void smallNetworksHaveAsManyParametersAsOneCountsByHand(String name, long parameters) {
        assertThat(trainable(Zoo.network(name))).isEqualTo(parameters);
    }

    private static long trainable(Network network) {
        return network.parameters().values().stream()
                .filter(parameter -> parameter.role().trainable())
                .mapToLong(parameter -> parameter.shape().size())
                .sum();
    }

    @Test
    void theSmallCnnFlattensTo3136() {
        assertThat(Zoo.network("small-cnn").shape("flatten")).isEqualTo(Shape.of(3136));
        assertThat(Zoo.network("small-cnn", CIFAR, 10).shape("flatten")).isEqualTo(Shape.of(4096));
    }

    @Test
    void vgg16HasTheFiguresNamesShapesAndPrefixes() {
        Network vgg16 = Zoo.network("vgg16");
        assertThat(vgg16.shape("relu1_2")).isEqualTo(Shape.of(224, 224, 64));
        assertThat(vgg16.shape("pool5")).isEqualTo(Shape.of(7, 7, 512));
        assertThat(vgg16.shape("flatten")).isEqualTo(Shape.of(25_088));
        assertThat(vgg16.node("conv3_2").prefix()).isEqualTo("features.12");
        assertThat(vgg16.parameters().get("classifier.0.weight").shape().size() + 4096)
                .isEqualTo(102_764_544);
        assertThat(vgg16.nodes().stream().map(Node::name))
                .containsSequence(
                        "conv5_3", "relu5_3", "pool5", "flatten", "fc6", "relu6", "drop6", "fc7");
        assertThat(multiplyAdds(vgg16)).isEqualTo(15_470_264_320L);
    }

    private static long multiplyAdds(Network network) {
        return network.nodes().stream()
                .mapToLong(node -> node.layer().multiplyAdds(network.inputShapes(node)))
                .sum();
    }

    @ParameterizedTest
    @CsvSource({
        // torchvision's documentation: GFLOPS, in which a multiply-add counts as one
        "vgg11, 7.61",
        "vgg19, 19.63",
        "resnet18, 1.81",
        "squeezenet1_0, 0.82",
        "squeezenet1_1, 0.35",
        "mobilenet_v2, 0.3"
    })
    void multiplyAddsAreThoseOfTorchvisionsTables(String name, double billions) {
        assertThat(Math.round(multiplyAdds(Zoo.network(name)) / 1e7) / 100.0).isEqualTo(billions);
    }

    @Test
    void vggAveragesOnlyWhereTheLastMapIsNot7x7() {
        assertThat(Zoo.network("vgg16").nodes().stream().map(Node::name)).doesNotContain("avgpool");
        Network large = Zoo.network("vgg16", Shape.of(320, 320, 3), 1000);
        assertThat(large.shape("avgpool")).isEqualTo(Shape.of(7, 7, 512));
        assertThat(large.parameters()).isEqualTo(Zoo.network("vgg16").parameters());
    }

    @Test
    void anMlpHasAnyWidthAndDepth() {
        assertThat(Zoo.network("mlp-32x1").nodes().stream().map(Node::name))
                .containsExactly("flatten", "fc1", "relu1", "fc2");
        // The textbook's three layers of 128 over 224x224x3: 19,300,736 without the output layer.
        Network textbook = Zoo.network("mlp-128x3", Shape.of(224, 224, 3), 10);
        assertThat(trainable(textbook)).isEqualTo(19_300_736 + 128 * 10 + 10);
        assertThat(Zoo.mlp(Shape.of(5), List.of(4, 3), 2).parameters().keySet())
                .containsExactly(
                        "fc1.weight",
                        "fc1.bias",
                        "fc2.weight",
                        "fc2.bias",
                        "fc3.weight",
                        "fc3.bias");
        assertThat(Zoo.entry("mlp-7x2").description())
                .isEqualTo("fully connected with relu, 2 hidden layers of 7");
    }

    @Test
    void anUnknownNameListsTheNearestFirst() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Zoo.network("resnet-18"))
                .withMessageStartingWith(
                        "there is no network 'resnet-18' in the zoo, use one of resnet18, resnet20")
                .withMessageContaining("mobilenet_v2")
                .withMessageEndingWith("(mlp-WIDTHxDEPTH takes any width and depth)");
        for (String name : List.of("mlp-0x3", "mlp-128x", "mlp-9999999x1", "mlp-1x1000", "")) {
            assertThatIllegalArgumentException().isThrownBy(() -> Zoo.network(name));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Zoo.network("vgg16", MNIST, 0))
                .withMessage("vgg16: needs at least one class, got 0");
    }

    @Test
    void anInputThatIsTooSmallIsAShapeError() {
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(() -> Zoo.network("vgg16", MNIST, 10))
                .withMessageStartingWith("pool5: ");
    }

    @Test
    void parameterNamesAreUniqueAcrossTheZoo() {
        for (Zoo.Entry entry : Zoo.entries()) {
            Network network = entry.network();
            long count =
                    network.nodes().stream()
                            .mapToLong(node ->
                                    node.layer().parameters(network.inputShapes(node)).size())
                            .sum();
            assertThat(
                            network.parameters().values().stream()
                                    .map(Parameter::name)
                                    .collect(Collectors.toList()))
                    .as(entry.name())
                    .hasSize((int) count);
        }
    }
}
