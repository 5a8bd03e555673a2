package dev.fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fovea.json.Json;
import dev.fovea.json.JsonException;
import dev.fovea.json.JsonObject;
import dev.fovea.tensor.Shape;
import dev.fovea.testing.RandomCases;
import dev.fovea.zoo.Zoo;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkJsonTest {
    static Stream<String> zoo() {
        return Zoo.names().stream();
    }

    @ParameterizedTest
    @MethodSource("zoo")
    void theWholeZooComesBackEqual(String name) {
        Network network = Zoo.network(name);
        assertThat(Network.fromJson(network.toJson())).isEqualTo(network);
        assertThat(Network.fromJson(Json.write(NetworkJson.toMap(network)))).isEqualTo(network);
        assertThat(Network.fromJson(network.toJson()).toJson()).isEqualTo(network.toJson());
    }

    @Test
    void readsLikeANetworkOnPaper() {
        Network network =
                Network.input(28, 28, 1)
                        .withName("tiny")
                        .then("conv1", Conv2d.of(16, 3).withPadding(Padding.SAME))
                        .then("relu1", new Relu())
                        .then(new Node("sum", new Add(), List.of("relu1", "conv1"), ""))
                        .then(
                                "again",
                                new MaxPool2d(
                                        Size.of(2, 3),
                                        Size.of(2),
                                        Padding.of(1, 0),
                                        Size.ONE,
                                        true),
                                List.of("relu1"))
                        .then("flatten", new Flatten(), List.of("sum"))
                        .then(new Node("fc", Dense.of(10), List.of("flatten"), "classifier.0"));
        String text =
                """
                {
                  "fovea": 1,
                  "name": "tiny",
                  "input": [28, 28, 1],
                  "nodes": [
                    {"name": "conv1", "layer": "Conv2d", "filters": 16, "kernel": 3, "padding": "same"},
                    {"name": "relu1", "layer": "Relu"},
                    {"name": "sum", "layer": "Add", "from": ["relu1", "conv1"], "prefix": ""},
                    {
                      "name": "again",
                      "layer": "MaxPool2d",
                      "from": "relu1",
                      "kernel": [2, 3],
                      "stride": 2,
                      "padding": [1, 0],
                      "ceilMode": true
                    },
                    {"name": "flatten", "layer": "Flatten", "from": "sum"},
                    {"name": "fc", "layer": "Dense", "prefix": "classifier.0", "units": 10}
                  ]
                }
                """;
        assertThat(network.toJson()).isEqualTo(text);
        assertThat(Network.fromJson(text)).isEqualTo(network);
    }

    @Test
    void acceptsWhatPeopleWrite() {
        Network network =
                Network.fromJson(
                        """
                        {"fovea": 1, "input": [9, 9, 2], "nodes": [
                          {"name": "a", "layer": "Conv2d", "filters": 4.0, "kernel": [3], "padding": [0, 1, 2, 3],
                           "stride": [2, 1], "dilation": 1, "groups": 2, "bias": false, "from": "input", "prefix": "a"},
                          {"name": "b", "layer": "AvgPool2d", "kernel": 2, "countPadding": false},
                          {"name": "c", "layer": "Elu", "alpha": 1}]}
                        """);
        assertThat(network.name()).isEqualTo("network");
        assertThat(network.node("a").layer())
                .isEqualTo(
                        new Conv2d(
                                4,
                                Size.of(3),
                                Size.of(2, 1),
                                new Padding.Explicit(0, 1, 2, 3),
                                Size.ONE,
                                2,
                                false));
        assertThat(network.node("b").layer()).isEqualTo(AvgPool2d.of(2).withCountPadding(false));
        assertThat(network.node("c").layer()).isEqualTo(Elu.of());
        Network vector =
                Network.fromJson(
                        "{\"fovea\":1,\"input\":[5],\"nodes\":[{\"name\":\"f\",\"layer\":\"Dense\",\"units\":2}]}");
        assertThat(vector.outputShape()).isEqualTo(Shape.of(2));
    }

    /**
     * Every layer type with random components: what is written is read as it was. Those of
     * inference, whose components depend on each other, come back in {@code InferenceLayersTest}.
     */
    @Test
    void everyLayerComesBackEqual() {
        List<Class<?>> types = types(Layer.class);
        assertThat(types).hasSize(29);
        RandomCases.run(
                300,
                random -> {
                    for (Class<?> type : types) {
                        Layer layer = random(type, random);
                        var members = new LinkedHashMap<>(LayerJson.toMap(layer));
                        members.put("layer", type.getSimpleName());
                        String text = Json.write(members);
                        assertThat(LayerJson.read(JsonObject.parse("x", text), List.of("layer")))
                                .as(text)
                                .isEqualTo(layer);
                    }
                });
    }

    private static List<Class<?>> types(Class<?> sealed) {
        var types = new ArrayList<Class<?>>();
        for (Class<?> type : sealed.getPermittedSubclasses()) {
            if (type == InferenceLayer.class) {
                continue;
            }
            if (type.isSealed()) {
                types.addAll(types(type));
            } else {
                types.add(type);
            }
        }
        return types;
    }

    private static Layer random(Class<?> type, RandomGenerator random)
            throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        var values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(components[i], random);
        }
        Class<?>[] parameters =
                Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return (Layer) type.getDeclaredConstructor(parameters).newInstance(values);
    }

    private static Object value(RecordComponent component, RandomGenerator random) {
        if (component.getName().equals("groups")) {
            return random.nextBoolean() ? 1 : 2;
        }
        if (component.getName().equals("filters")) {
            return 2 * random.nextInt(1, 100);
        }
        return switch (component.getType().getSimpleName()) {
            case "int" -> random.nextInt(1, 100);
            case "boolean" -> random.nextBoolean();
            // Below 1 for rates and momenta; often a value that is usual.
            case "float" -> random.nextInt(3) == 0 ? 0.01f : random.nextFloat(1e-7f, 1);
            case "Size" -> size(random);
            case "Padding" ->
                    switch (random.nextInt(5)) {
                        case 0 -> Padding.SAME;
                        case 1 -> Padding.NONE;
                        case 2 -> Padding.of(random.nextInt(5));
                        case 3 -> Padding.of(random.nextInt(5), random.nextInt(5));
                        default ->
                                new Padding.Explicit(
                                        random.nextInt(3),
                                        random.nextInt(3),
                                        random.nextInt(3),
                                        random.nextInt(3));
                    };
            default -> throw new AssertionError(component);
        };
    }

    private static Size size(RandomGenerator random) {
        int height = random.nextInt(1, 5);
        return Size.of(height, random.nextBoolean() ? height : random.nextInt(1, 5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"c\",\"layer\":\"Conv2d\",\"filters\":\"x\",\"kernel\":3} | c: 'filters' must be a whole number, got \"x\"",
                "{\"name\":\"c\",\"layer\":\"Conv2d\",\"kernel\":3} | c: 'filters' is missing",
                "{\"name\":\"c\",\"layer\":\"Conv2d\",\"filters\":4,\"kernal\":3} | c: unknown key 'kernal', known are kernel, stride, bias, name, from, prefix, groups, layer, filters, padding, dilation",
                "{\"name\":\"c\",\"layer\":\"conv\",\"filters\":4} | c: unknown layer 'conv', known are Conv2d, Concat, Tanh, Add, Dense, Elu, Gelu, Relu, Silu, PRelu, Relu6, Dropout, Sigmoid, Softmax, BatchNorm, Flatten, AvgPool2d, MaxPool2d, Multiply, HardSwish, LeakyRelu, LogSoftmax, ChannelSlice, HardSigmoid, GlobalAvgPool, ChannelShuffle, GlobalMaxPool, LocalResponseNorm, AdaptiveAvgPool2d",
                "{\"name\":\"c\",\"filters\":4} | c: 'layer' is missing",
                "{\"layer\":\"Relu\"} | net.json: node 1: 'name' is missing",
                "[1] | net.json: node 1: must be an object { ... }, got [1]",
                "{\"name\":\"a b\",\"layer\":\"Relu\"} | net.json: node 1: Node: a name must have no white space and not be empty, got \"a b\"",
                "{\"name\":\"c\",\"layer\":\"Conv2d\",\"filters\":0,\"kernel\":3} | c: Conv2d: filters must be at least 1, got 0",
                "{\"name\":\"c\",\"layer\":\"Conv2d\",\"filters\":4,\"kernel\":[3,0]} | c: 'kernel' must be a number or [height, width], each at least 1, got [3,0]",
                "{\"name\":\"c\",\"layer\":\"Conv2d\",\"filters\":4,\"kernel\":[]} | c: 'kernel' must be a number or [height, width], each at least 1, got []",
                "{\"name\":\"c\",\"layer\":\"Conv2d\",\"filters\":4,\"kernel\":3,\"padding\":\"valid\"} | c: 'padding' must be \"same\", a number, [height, width] or [top, bottom, left, right], got \"valid\"",
                "{\"name\":\"c\",\"layer\":\"Conv2d\",\"filters\":4,\"kernel\":3,\"padding\":[1,2,3]} | c: 'padding' must be \"same\", a number, [height, width] or [top, bottom, left, right], got [1,2,3]",
                "{\"name\":\"c\",\"layer\":\"Conv2d\",\"filters\":4,\"kernel\":3,\"padding\":-1} | c: 'padding' must be at least 0 at every side, got -1",
                "{\"name\":\"d\",\"layer\":\"Dropout\",\"rate\":1.5} | d: Dropout: rate must lie in [0, 1), got 1.5",
                "{\"name\":\"d\",\"layer\":\"Relu\",\"from\":\"x\"} | Network n: node d reads x, which must be there before it; the nearest are input",
                "{\"name\":\"d\",\"layer\":\"Relu\",\"from\":[]} | net.json: node 1: Node d: needs at least one input",
                "{\"name\":\"d\",\"layer\":\"Relu\",\"from\":[1]} | d: 'from' must be an array of strings, got [1]",
            })
    void errorsNameTheNodeTheKeyAndTheRule(String node, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        NetworkJson.read(
                                "net.json",
                                "{\"fovea\":1,\"name\":\"n\",\"input\":[8,8,3],\"nodes\":["
                                        + node
                                        + "]}"))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"input\":[1],\"nodes\":[]} | net.json: 'fovea' is missing",
                "{\"fovea\":2} | net.json: 'fovea' must be 1, the version of the form this Fovea knows, got 2",
                "{\"fovea\":1,\"layers\":[]} | net.json: unknown key 'layers', known are name, nodes, fovea, input",
                "{\"fovea\":1,\"input\":[8,8,3],\"nodes\":[]} | net.json: 'nodes' must be an array with at least one node, got []",
                "{\"fovea\":1,\"input\":[8,8],\"nodes\":[]} | net.json: 'input' must be [height, width, channels] or [features], with something in it, got [8,8]",
                "{\"fovea\":1,\"input\":[65536,65536,65536],\"nodes\":[]} | net.json: 'input' must be [height, width, channels] or [features], with something in it, got [65536,65536,65536]",
                "{\"fovea\":1,\"input\":[8,8,0],\"nodes\":[]} | net.json: 'input' must be [height, width, channels] or [features], with something in it, got [8,8,0]",
                "{\"fovea\":1 | net.json: line 1, column 11: expected ',' or '}' after a member of an object, got the end of the text",
            })
    void errorsOfTheWholeNameTheSource(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetworkJson.read("net.json", text))
                .isInstanceOf(JsonException.class)
                .withMessage(message);
    }

    @Test
    void manyNodesTakeNoSquareOfTime() {
        String nodes =
                Stream.iterate(0, i -> i + 1)
                        .limit(50_000)
                        .map(i -> "{\"name\":\"r" + i + "\",\"layer\":\"Relu\"}")
                        .collect(Collectors.joining(","));
        Network network =
                assertTimeoutPreemptively(
                        Duration.ofSeconds(20),
                        () ->
                                Network.fromJson(
                                        "{\"fovea\":1,\"input\":[1],\"nodes\":[" + nodes + "]}"));
        assertThat(network.nodes()).hasSize(50_000);
    }

    /** Whatever a text says, the answer is a network or an error that was meant. */
    @Test
    void mutatedNetworksNeverCrash() {
        String[] texts =
                Stream.of("small-vgg", "squeezenet1_1", "resnet20")
                        .map(name -> Json.write(NetworkJson.toMap(Zoo.network(name))))
                        .toArray(String[]::new);
        String[] words = {
            "0",
            "-1",
            "2",
            "7",
            "1000",
            "2147483647",
            "4294967296",
            "1e300",
            "0.5",
            "true",
            "null",
            "\"same\"",
            "[3,4]",
            "[]",
            "{}",
            "\"Conv2d\"",
            "\"Add\"",
            "\"Dense\"",
            "\"Flatten\"",
            "\"MaxPool2d\"",
            "\"input\""
        };
        int[] outcomes = new int[2];
        RandomCases.run(
                3_000,
                random -> {
                    String text = texts[random.nextInt(texts.length)];
                    for (int i = random.nextInt(3); i >= 0; i--) {
                        text = replaceValue(text, words[random.nextInt(words.length)], random);
                    }
                    try {
                        Network network = Network.fromJson(text);
                        assertThat(Network.fromJson(network.toJson())).isEqualTo(network);
                        outcomes[0]++;
                    } catch (IllegalArgumentException | ShapeException e) {
                        assertThat(e).message().isNotBlank();
                        outcomes[1]++;
                    }
                });
        assertThat(outcomes[0]).isGreaterThan(100);
        assertThat(outcomes[1]).isGreaterThan(500);
    }

    /** Puts a word in place of the value behind some colon. */
    private static String replaceValue(String text, String word, RandomGenerator random) {
        int colon = text.indexOf(':', random.nextInt(text.length()));
        if (colon < 0) {
            return text;
        }
        int end = colon + 1;
        boolean array = text.charAt(end) == '[';
        while (end < text.length()
                && !(array ? text.charAt(end) == ']' : ",}".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        return text.substring(0, colon + 1)
                + word
                + text.substring(Math.min(text.length(), array ? end + 1 : end));
    }

    @Test
    void theMapIsWhatTheTextSays() {
        Network network = Zoo.network("lenet5");
        assertThat(Json.parse(network.toJson())).isEqualTo(NetworkJson.toMap(network));
        assertThat(NetworkJson.toMap(network)).containsEntry("fovea", 1L).containsKey("nodes");
        assertThat(Map.copyOf(NetworkJson.toMap(network))).hasSize(4);
    }
}
