package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.image.Preprocessing;
import dev.fovea.json.Json;
import dev.fovea.model.Model;
import dev.fovea.model.ModelFile;
import dev.fovea.model.SafetensorsWriter;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.NetworkJson;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.zoo.Zoo;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code inspect} and {@code convert}, and what other commands say of a model's file. */
class FormatsCommandTest {
    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void save() throws IOException {
        Network network = Zoo.network("lenet5", Shape.of(28, 28, 1), 3);
        Weights weights = Weights.initialise(network, Initialisation.HE, 1);
        file = folder.resolve("model.safetensors");
        ModelFile.save(
                Model.of(network, weights, Preprocessing.unit(28, 28, 1), List.of("a", "b", "c")),
                file);
    }

    @Test
    void inspectSaysWhatAFileHolds() {
        CommandLineRun said = CommandLineRun.of("inspect", file.toString());
        assertThat(said.exit()).isZero();
        assertThat(said.out()).contains("lenet5").contains("conv1.weight").contains("a, b, c");

        CommandLineRun json = CommandLineRun.of("inspect", file.toString(), "--json");
        JsonNode answer = JsonMapper.shared().readTree(json.out());
        assertThat(answer.get("problems").size()).isZero();
        assertThat(answer.get("tensors").size()).isEqualTo(10);
    }

    @Test
    void inspectEndsWith2WhereAWeightIsNoNumber() throws IOException {
        Model model = ModelFile.load(file);
        model.weights().get("conv1.weight").data()[3] = Float.NaN;
        ModelFile.save(model, file);
        CommandLineRun said = CommandLineRun.of("inspect", file.toString());
        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.out()).contains("problem: ").contains("conv1.weight");
    }

    @Test
    void numbersAloneAreNoFaultAndTakeTheirStructure() throws IOException {
        Network network =
                Network.input(4, 4, 3)
                        .then("first", Conv2d.of(2, 3))
                        .then("flatten", new Flatten())
                        .then("last", Dense.of(3));
        Path bare = folder.resolve("bare.safetensors");
        SafetensorsWriter.write(
                bare, Map.of(), Weights.initialise(network, Initialisation.HE, 1).tensors());
        CommandLineRun said = CommandLineRun.of("inspect", bare.toString());
        assertThat(said.exit()).as(said.out()).isZero();
        assertThat(said.out()).contains("note: the network is unknown").contains("--arch net.json");

        Path structure = folder.resolve("net.json");
        Files.writeString(structure, NetworkJson.write(network));
        CommandLineRun known =
                CommandLineRun.of("inspect", bare.toString(), "--arch", structure.toString());
        assertThat(known.exit()).isZero();
        assertThat(known.out()).contains("4x4x3 -> 3").doesNotContain("note: ");

        CommandLineRun other =
                CommandLineRun.of("inspect", bare.toString(), "--arch", "lenet5", "--json");
        assertThat(other.exit()).isEqualTo(2);
        JsonNode answer = JsonMapper.shared().readTree(other.out());
        assertThat(answer.get("problems").get(0).asString())
                .contains("the parameters of the network lenet5");
    }

    @Test
    void aWrongNumberOfLabelsNamesTheOption() throws IOException {
        Path labels = folder.resolve("two.txt");
        Files.writeString(labels, "one\ntwo\n");
        refused(
                "--labels FILE",
                "predict",
                file.toString(),
                "x.png",
                "--labels",
                labels.toString());
    }

    @Test
    void convertGivesAModelOtherLabels() throws IOException {
        Path labels = folder.resolve("labels.txt");
        Files.writeString(labels, "one\ntwo\nthree\n");
        Path out = folder.resolve("out.safetensors");
        CommandLineRun said =
                CommandLineRun.of(
                        "convert",
                        file.toString(),
                        out.toString(),
                        "--labels",
                        labels.toString(),
                        "--preprocess",
                        "unit:28x28x1");
        assertThat(said.err()).isEmpty();
        Model model = ModelFile.load(out);
        assertThat(model.labels()).containsExactly("one", "two", "three");
        assertThat(model.weights()).isEqualTo(ModelFile.load(file).weights());

        CommandLineRun again = CommandLineRun.of("convert", file.toString(), out.toString());
        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.err()).contains("--force");
    }

    @Test
    void preprocessingOfOnesOwnIsAJsonFile() throws IOException {
        Preprocessing wanted =
                Preprocessing.unit(28, 28, 1)
                        .withNormalization(1 / 255.0, List.of(0.1307), List.of(0.3081));
        Path own = folder.resolve("own.json");
        Files.writeString(own, Json.write(wanted.toMap()));
        Path out = folder.resolve("out.safetensors");
        CommandLineRun said =
                CommandLineRun.of(
                        "convert", file.toString(), out.toString(), "--preprocess", own.toString());
        assertThat(said.err()).isEmpty();
        assertThat(ModelFile.load(out).preprocessing()).isEqualTo(wanted);
    }

    @Test
    void outputsThatAreNoNumbersAreNoAnswer() throws IOException {
        Model model = ModelFile.load(file);
        model.weights().get("conv1.weight").data()[3] = Float.NaN;
        ModelFile.save(model, file);
        Path picture = folder.resolve("grey.png");
        ImageIO.write(
                new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY), "png", picture.toFile());
        CommandLineRun said = CommandLineRun.of("predict", file.toString(), picture.toString());
        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.err()).contains("grey.png").contains("not all numbers");
        CommandLineRun json =
                CommandLineRun.of(
                        "predict", file.toString(), picture.toString(), "--json", "--logits");
        assertThat(json.exit()).isEqualTo(2);
        assertThat(json.out()).contains("null").doesNotContain("NaN");
        JsonNode answer = JsonMapper.shared().readTree(json.out()).get(0);
        assertThat(answer.get("top").isEmpty()).isTrue();
        assertThat(answer.get("logits").get(0).isNull()).isTrue();

        CommandLineRun converted =
                CommandLineRun.of("convert", file.toString(), folder.resolve("o.onnx").toString());
        assertThat(converted.err()).contains("conv1.weight has numbers that are NaN or infinite");
    }

    @Test
    void anOnnxFileSaysWhatItsPicturesGoThrough() throws IOException {
        Path onnx = folder.resolve("model.onnx");
        CommandLineRun.of("convert", file.toString(), onnx.toString());
        assertThat(CommandLineRun.of("inspect", onnx.toString()).out())
                .contains("lenet5: 28x28x1 -> 3")
                .contains("resized to 28 x 28 (bilinear), grey, x * 1/255\n");
    }

    @Test
    void whatIsSaidIsAssumedNoMore() throws IOException {
        ModelFile.save(
                ModelFile.load(file).withProvenance(Map.of("preprocessing", "assumed")), file);
        assertThat(CommandLineRun.of("inspect", file.toString()).out())
                .contains("grey, x * 1/255 (assumed)");
        for (String name : List.of("out.safetensors", "out.onnx")) {
            Path out = folder.resolve(name);
            Path last = folder.resolve("last-" + name);
            CommandLineRun.of("convert", file.toString(), out.toString());
            CommandLineRun said =
                    CommandLineRun.of(
                            "convert",
                            out.toString(),
                            last.toString(),
                            "--preprocess",
                            "unit:28x28x1");
            assertThat(said.err()).isEmpty();
            assertThat(CommandLineRun.of("inspect", last.toString()).out())
                    .contains("grey, x * 1/255\n");
        }
    }

    @Test
    void aModelGoesToOnnxAndBack() throws IOException {
        Path onnx = folder.resolve("model.onnx");
        assertThat(CommandLineRun.of("convert", file.toString(), onnx.toString()).exit()).isZero();
        Path back = folder.resolve("back.safetensors");
        CommandLineRun.of("convert", onnx.toString(), back.toString());
        Model model = ModelFile.load(back);
        assertThat(model.network().nodes()).isEqualTo(ModelFile.load(file).network().nodes());
        assertThat(model.labels()).containsExactly("a", "b", "c");
    }

    @Test
    void whatCannotBeIsRefused() throws IOException {
        refused("is written as .safetensors or .onnx", "convert", file.toString(), "x.tflite");
        refused("--preprocess: ", "predict", file.toString(), "x.png", "--preprocess", "vgg");
        Path labels = folder.resolve("labels.txt");
        Files.writeString(labels, "one\n\nthree\n");
        refused("none empty", "predict", file.toString(), "x.png", "--labels", labels.toString());
        Path picture = folder.resolve("picture.pth");
        Files.write(picture, new byte[] {(byte) 0xff, (byte) 0xd8, 1, 2, 3});
        refused("begins with the bytes ffd8010203", "inspect", picture.toString());
        Files.write(picture, new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 2, 3});
        refused("found a JPEG picture", "inspect", picture.toString());
        Path own = folder.resolve("own.json");
        Files.writeString(own, "{\"scale\": 1}");
        refused(
                "no preprocessing: ",
                "predict",
                file.toString(),
                "x.png",
                "--preprocess",
                own.toString());
    }

    private static void refused(String why, String... words) {
        CommandLineRun said = CommandLineRun.of(words);
        assertThat(said.exit()).as(said.err()).isEqualTo(2);
        assertThat(said.err()).contains(why).doesNotContain("Exception");
    }
}
