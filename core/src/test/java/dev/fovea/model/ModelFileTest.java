package dev.fovea.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.image.Preprocessing;
import dev.fovea.image.ResizeFilter;
import dev.fovea.image.ResizeRule;
import dev.fovea.json.Json;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Network;
import dev.fovea.nn.NetworkJson;
import dev.fovea.nn.Node;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.testing.Python;
import dev.fovea.zoo.Zoo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFileTest {
    @TempDir Path folder;

    static Model model(String network) {
        Zoo.Entry entry = Zoo.entry(network);
        Shape input = entry.input();
        return new Model(
                entry.network(),
                Weights.initialise(entry.network(), Initialisation.PYTORCH, 3),
                Preprocessing.unit(input.height(), input.width(), input.channels()),
                List.of(
                        "T-shirt/top",
                        "\u00e9l\u00e9phant",
                        "\"q\"",
                        "\uD83D\uDE00",
                        "4",
                        "5",
                        "6",
                        "7",
                        "8",
                        "9"),
                Map.of("seed", 3, "top1", 0.9, "data", Map.of("fingerprint", "ab12")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"small-cnn", "small-vgg", "lenet5", "mlp-128x3", "resnet20"})
    void comesBackEqual(String network) throws IOException {
        Model model = model(network);
        Path file = folder.resolve("model.safetensors");
        ModelFile.save(model, file);
        assertThat(ModelFile.load(file)).isEqualTo(model);
        assertThat(Files.size(file) % 4).isZero();
        try (Safetensors tensors = Safetensors.open(file)) {
            assertThat(List.copyOf(tensors.tensors().keySet()))
                    .isEqualTo(List.copyOf(model.network().parameters().keySet()));
            assertThat(tensors.metadata().keySet())
                    .containsExactly(
                            "format",
                            "fovea.network",
                            "fovea.preprocessing",
                            "fovea.labels",
                            "fovea.provenance");
            assertThat(tensors.tensors().values().iterator().next().offset() % 8).isZero();
        }
    }

    @Test
    void readsTensorsLargerThanAPiece() throws IOException {
        Network network =
                Network.input(Shape.of(3, 3, 1))
                        .then("flatten", new Flatten())
                        .then("a", Dense.of(700_000))
                        .then("b", Dense.of(1));
        Model model =
                Model.of(
                        network,
                        Weights.initialise(network, Initialisation.HE, 1),
                        Preprocessing.unit(3, 3, 1),
                        List.of());
        assertThat(model.weights().get("a.weight").data().length).isGreaterThan(1 << 22);
        Path file = folder.resolve("model.safetensors");
        ModelFile.save(model, file);
        assertThat(ModelFile.load(file)).isEqualTo(model);
    }

    /** Written by make_model.py: whatever changes, files of version 1 stay readable. */
    @Test
    void readsAModelWrittenByPython() throws IOException {
        Network network =
                Network.input(6, 6, 1)
                        .withName("tiny")
                        .then(node("conv", Conv2d.of(2, 3).withBias(false), "input", "features.0"))
                        .then(node("bn", BatchNorm.of().withEpsilon(1e-3f), "conv", "features.1"))
                        .then("relu", new Relu())
                        .then("pool", new GlobalAvgPool())
                        .then("flatten", new Flatten())
                        .then("fc", Dense.of(3));
        var tensors = new LinkedHashMap<String, Tensor>();
        network.parameters()
                .forEach((name, parameter) -> {
                    Tensor tensor = Tensor.zeros(parameter.shape());
                    for (int i = 0; i < tensor.data().length; i++) {
                        tensor.data()[i] = (i - 5) / 8f;
                    }
                    tensors.put(name, tensor);
                });
        Model expected =
                new Model(
                        network,
                        Weights.of(tensors),
                        Preprocessing.unit(6, 6, 1)
                                .withResize(new ResizeRule.Exact(6, 6))
                                .withFilter(ResizeFilter.BILINEAR)
                                .withNormalization(0.5, List.of(0.25), List.of(2.0)),
                        List.of("cat", "dog", "\u00e9l\u00e9phant"),
                        Map.of(
                                "version",
                                "0.1.0",
                                "seed",
                                7,
                                "top1",
                                0.75,
                                "epochs",
                                List.of(Map.of("loss", 1.5))));
        assertThat(ModelFile.load(golden())).isEqualTo(expected);
    }

    private static Node node(String name, Layer layer, String input, String prefix) {
        return new Node(name, layer, List.of(input), prefix);
    }

    private Path golden() throws IOException {
        try (InputStream in = ModelFileTest.class.getResourceAsStream("tiny-model.safetensors")) {
            return Files.write(folder.resolve("tiny-model.safetensors"), in.readAllBytes());
        }
    }

    @Test
    void torchvisionTakesTheWeightsAsTheyAre() throws IOException {
        Network network = Zoo.network("squeezenet1_1");
        Weights weights = Weights.initialise(network, Initialisation.HE, 1);
        Path file = folder.resolve("squeezenet.safetensors");
        ModelFile.save(Model.of(network, weights, Preprocessing.torchvision(), List.of()), file);

        String sum =
                Python.run(
                        getClass(),
                        List.of("torchvision"),
                        "check_torchvision.py",
                        file,
                        "squeezenet1_1");

        double expected = 0;
        for (Tensor tensor : weights.tensors().values()) {
            for (float x : tensor.data()) {
                expected += x;
            }
        }
        String last = sum.strip().lines().reduce("", (before, line) -> line);
        assertThat(Double.parseDouble(last)).isCloseTo(expected, within(1e-6));
    }

    @Test
    void openReadsNoNumbers() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Model model = model("lenet5");
        ModelFile.save(model, file);
        try (ModelFile opened = ModelFile.open(file)) {
            assertThat(opened.network()).isEqualTo(model.network());
            assertThat(opened.preprocessing()).isEqualTo(model.preprocessing());
            assertThat(opened.labels()).isEqualTo(model.labels());
            assertThat(opened.provenance()).isEqualTo(model.provenance());
            assertThat(opened.tensors().read("fc7.bias"))
                    .isEqualTo(model.weights().get("fc7.bias"));
            assertThat(opened.load()).isEqualTo(model);
        }
    }

    @Test
    void savingOverAModelReplacesIt() throws IOException {
        Path file = folder.resolve("model.safetensors");
        ModelFile.save(model("small-cnn"), file);
        ModelFile.save(model("lenet5"), file);
        assertThat(ModelFile.load(file)).isEqualTo(model("lenet5"));
        assertThat(folder)
                .isDirectoryContaining(path -> path.equals(file))
                .isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void errorsSayWhatIsNoModel() throws IOException {
        Path file = folder.resolve("bad.safetensors");
        SafetensorsWriter.write(file, Map.of(), Map.of("x", Tensor.zeros(Shape.of(1))));
        refuses(
                file,
                "a model of Fovea, with 'fovea.network' in its metadata, found a safetensors file without metadata");
        SafetensorsWriter.write(file, Map.of("format", "pt"), Map.of());
        refuses(
                file,
                "a model of Fovea, with 'fovea.network' in its metadata, found the keys format");
        refuses(
                changed("fovea.network", "{"),
                "a network in 'fovea.network' of the metadata, found the network: line 1, column 2: expected a key in"
                        + " double quotes, got the end of the text");
        refuses(
                changed(
                        "fovea.network",
                        "{\"fovea\":1,\"input\":[2,2,1],\"nodes\":[{\"name\":\"d\",\"layer\":\"Dense\",\"units\":2}]}"),
                "a network in 'fovea.network' of the metadata, found d: needs a vector");
        refuses(
                changed("fovea.preprocessing", "{\"size\":1}"),
                "a preprocessing in 'fovea.preprocessing' of the metadata, found preprocessing: there is no entry"
                        + " \"size\"");
        refuses(
                changed("fovea.labels", "[\"a\",1]"),
                "an array of strings in 'fovea.labels' of the metadata, found the element 1");
        refuses(
                changed("fovea.labels", "{}"),
                "an array of strings in 'fovea.labels' of the metadata, found something else");
        refuses(
                changed("fovea.labels", "[\"a\"]"),
                "a model whose parts fit together, found Model: the network lenet5 has 10 outputs, there are 1 labels");
        refuses(
                changed("fovea.provenance", "[]"),
                "an object in 'fovea.provenance' of the metadata, found expected an object { ... }, got []");
        refuses(
                changed(
                        "fovea.network",
                        Json.write(
                                NetworkJson.toMap(Zoo.network("lenet5", Shape.of(28, 28, 1), 11)))),
                """
                the parameters of the network lenet5, found 0 missing, 0 unexpected, 2 misshapen
                  needed             found
                  fc7.weight 11x84   fc7.weight 10x84
                  fc7.bias 11        fc7.bias 10\
                """);
    }

    @Test
    void wholeNumbersAreNoWeights() throws IOException {
        Path file = golden();
        byte[] content = Files.readAllBytes(file);
        String text = new String(content, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("F32", text.indexOf("fc.bias"));
        content[at] = 'I';
        Files.write(file, content);
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> ModelFile.load(file))
                .withMessageContaining("expected floating-point numbers for 'fc.bias', found I32");
    }

    /** The file of a LeNet-5 in which one text of the metadata is another. */
    private Path changed(String key, String value) throws IOException {
        Path file = folder.resolve("changed.safetensors");
        ModelFile.save(model("lenet5"), file);
        Map<String, String> metadata;
        try (Safetensors safetensors = Safetensors.open(file)) {
            metadata = new LinkedHashMap<>(safetensors.metadata());
        }
        metadata.put(key, value);
        SafetensorsWriter.write(file, metadata, model("lenet5").weights().tensors());
        return file;
    }

    private static void refuses(Path file, String message) {
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> ModelFile.load(file))
                .withMessageStartingWith(file + ", byte 8: expected " + message);
    }
}
