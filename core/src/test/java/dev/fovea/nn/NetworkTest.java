package dev.fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import dev.fovea.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static final Network NETWORK =
            Network.input(8, 8, 3)
                    .withName("small")
                    .then(
                            new Node(
                                    "conv1",
                                    Conv2d.of(4, 3).withPadding(1),
                                    List.of("input"),
                                    "features.0"))
                    .then("bn1", BatchNorm.of())
                    .then("relu1", new Relu())
                    .then("side", Conv2d.of(4, 1), List.of("conv1"))
                    .then("add", new Add(), List.of("relu1", "side"))
                    .then("flatten", new Flatten())
                    .then(new Node("fc", Dense.of(10), List.of("flatten"), ""));

    @Test
    void nodesReadTheLastOneUnlessTold() {
        assertThat(NETWORK.nodes())
                .extracting(Node::name, Node::inputs)
                .containsExactly(
                        tuple("conv1", List.of("input")),
                        tuple("bn1", List.of("conv1")),
                        tuple("relu1", List.of("bn1")),
                        tuple("side", List.of("conv1")),
                        tuple("add", List.of("relu1", "side")),
                        tuple("flatten", List.of("add")),
                        tuple("fc", List.of("flatten")));
        assertThat(NETWORK.output()).isEqualTo("fc");
        assertThat(NETWORK.consumers("conv1"))
                .extracting(Node::name)
                .containsExactly("bn1", "side");
        assertThat(NETWORK.consumers("fc")).isEmpty();
    }

    @Test
    void shapesAreKnown() {
        assertThat(NETWORK.shapes()).containsEntry("add", Shape.of(8, 8, 4)).hasSize(7);
        assertThat(NETWORK.shape("input")).isEqualTo(NETWORK.input()).isEqualTo(Shape.of(8, 8, 3));
        assertThat(NETWORK.outputShape()).isEqualTo(Shape.of(10));
        assertThat(NETWORK).hasToString("small: 8x8x3 -> 10, 7 nodes");
    }

    @Test
    void parametersHaveFullNamesInOrder() {
        assertThat(NETWORK.parameters().keySet())
                .containsExactly(
                        "features.0.weight",
                        "features.0.bias",
                        "bn1.weight",
                        "bn1.bias",
                        "bn1.running_mean",
                        "bn1.running_var",
                        "side.weight",
                        "side.bias",
                        "weight",
                        "bias");
        assertThat(NETWORK.parameters().get("features.0.weight"))
                .isEqualTo(new Parameter("weight", Shape.of(4, 3, 3, 3), Role.WEIGHT));
        assertThat(NETWORK.parameters().get("bn1.running_var").role().trainable()).isFalse();
    }

    @Test
    void upToKeepsWhatIsNeeded() {
        assertThat(NETWORK.upTo("side").nodes())
                .extracting(Node::name)
                .containsExactly("conv1", "side");
        assertThat(NETWORK.upTo("fc")).isEqualTo(NETWORK);
    }

    @Test
    void afterReadsTheCutInPlaceOfAPicture() {
        Network behind = NETWORK.after("flatten").orElseThrow();
        assertThat(behind.input()).isEqualTo(NETWORK.shape("flatten"));
        assertThat(behind.nodes()).extracting(Node::name).containsExactly("fc");
        assertThat(behind.outputShape()).isEqualTo(NETWORK.outputShape());
        assertThat(NETWORK.after("side")).as("others read what lies before").isEmpty();
        assertThat(NETWORK.after("fc")).as("nothing lies behind").isEmpty();
    }

    @Test
    void otherInputsAndLayers() {
        Network larger = NETWORK.withInput(Shape.of(16, 16, 1));
        assertThat(larger.shape("flatten")).isEqualTo(Shape.of(1024));
        assertThat(larger.parameters().get("features.0.weight").shape())
                .isEqualTo(Shape.of(4, 1, 3, 3));
        Network head = NETWORK.withLayer("fc", Dense.of(2));
        assertThat(head.outputShape()).isEqualTo(Shape.of(2));
        assertThat(head.name()).isEqualTo("small");
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(() -> NETWORK.withLayer("conv1", Conv2d.of(6, 3)))
                .withMessageStartingWith("add: needs equal shapes, got 6x6x6 from relu1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NETWORK.withLayer("fc9", Dense.of(2)));
    }

    @Test
    void isAValue() {
        Network same = Network.input(8, 8, 3).withName("small").then(NETWORK.nodes());
        assertThat(same).isEqualTo(NETWORK).hasSameHashCodeAs(NETWORK);
        assertThat(NETWORK.withName("other")).isNotEqualTo(NETWORK);
        assertThat(NETWORK.then("softmax", new Softmax())).isNotEqualTo(NETWORK);
        assertThat(NETWORK.nodes()).hasSize(7);
    }

    @Test
    void refusesNamesThatDoNotWork() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NETWORK.then("relu1", new Relu()))
                .withMessage(
                        "Network small: names must be unique, there already is a node relu1 (Relu)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NETWORK.then("relu2", new Relu(), List.of("conv2")))
                .withMessage(
                        "Network small: node relu2 reads conv2, which must be there before it; the nearest"
                                + " are conv1, bn1, relu1, side, add and 3 more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NETWORK.then("relu2", new Relu(), List.of("relu2")))
                .withMessageContaining("reads relu2, which must be there before it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NETWORK.node("fc8"))
                .withMessageStartingWith(
                        "Network small: there is no node fc8; the nearest are fc, ");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        NETWORK.then(new Node("fc2", Dense.of(3), List.of("fc"), "features.0")))
                .withMessage(
                        "Network small: node fc2 would have a parameter features.0.weight, which another"
                                + " node has already; give it another prefix than \"features.0\"");
        for (String name : List.of("", "a b", "a\n", "\t")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> NETWORK.then(name, new Relu()))
                    .withMessageStartingWith("Node: a name must ");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NETWORK.then("input", new Relu()))
                .withMessage(
                        "Node: \"input\" is the name of the network's input; use another name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Node.of("lonely", new Relu()))
                .withMessage("Node lonely: needs at least one input");
    }

    @Test
    void anEmptyNetworkHasNoOutput() {
        Network empty = Network.input(8, 8, 3);
        assertThatIllegalStateException()
                .isThrownBy(empty::output)
                .withMessage("Network: has no nodes, so it has no output; add some with then");
        assertThatIllegalStateException().isThrownBy(empty::strict);
        assertThat(empty).hasToString("network: 8x8x3 -> nothing, 0 nodes");
        assertThatIllegalArgumentException().isThrownBy(() -> empty.consumers("conv1"));
    }

    @Test
    void refusesInputsThatAreNeitherMapNorVector() {
        for (Shape shape :
                List.of(
                        Shape.of(),
                        Shape.of(2, 2),
                        Shape.of(0),
                        Shape.of(3, 0, 1),
                        Shape.of(1, 2, 3, 4))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Network.input(shape))
                    .withMessage(
                            "Network: the input must be a map H x W x C or a vector F with something in it,"
                                    + " got "
                                    + shape);
        }
        assertThat(Network.input(Shape.of(784)).then("fc", Dense.of(10)).outputShape())
                .isEqualTo(Shape.of(10));
    }
}
