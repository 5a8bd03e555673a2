package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.image.Image;
import dev.fovea.image.ImageDecoder;
import dev.fovea.image.Png;
import dev.fovea.image.Preprocessing;
import dev.fovea.model.Model;
import dev.fovea.model.ModelFile;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SeeMapsCommandTest {
    @TempDir private Path folder;
    private String model = "";
    private String picture = "";
    private Path out = Path.of("");

    @BeforeEach
    void aModelAndAPicture() throws IOException {
        Network network = Zoo.network("small-cnn", Shape.of(16, 16, 3), 4);
        Weights weights = Weights.initialise(network, Initialisation.HE, 1);
        Preprocessing preprocessing = Preprocessing.unit(16, 16, 3);
        model = folder.resolve("model.safetensors").toString();
        ModelFile.save(Model.of(network, weights, preprocessing, List.of()), Path.of(model));
        byte[] pixels = new byte[20 * 24 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 31 % 255);
        }
        picture = folder.resolve("picture.png").toString();
        Png.write(Image.of(20, 24, 3, pixels), Path.of(picture));
        out = folder.resolve("out.png");
    }

    @Test
    void mapsFiltersTracesAndFieldsAreDrawn() throws IOException {
        for (List<String> command :
                List.of(
                        List.of("maps", model, picture),
                        List.of("maps", model, picture, "--node", "relu1_1", "--same-scale"),
                        List.of("filters", model),
                        List.of("filters", model, "--node", "conv1_2", "--filters", "0-3"),
                        List.of("trace", model, picture, "--node", "conv1_2", "--down"),
                        List.of("field", model, picture, "--node", "conv1_2"))) {
            CommandLineRun run = see(command, "--out", out.toString());
            assertThat(run.exit()).as(command + run.err()).isZero();
            assertThat(ImageDecoder.standard().read(out).width()).isGreaterThan(400);
            Files.delete(out);
        }
    }

    @Test
    void aTraceAsJsonAddsUpToTheNetworksNumber() {
        CommandLineRun run =
                see(
                        List.of("trace", model, picture),
                        "--node",
                        "conv1_1",
                        "--channel",
                        "2",
                        "--at",
                        "3,0",
                        "--json");
        JsonNode traces = JsonMapper.shared().readTree(run.out());
        JsonNode conv = traces.get(0);
        assertThat(conv.get("terms").size()).isEqualTo(27);
        double sum = conv.get("constant").doubleValue();
        for (JsonNode term : conv.get("terms")) {
            sum += term.get("product").doubleValue();
        }
        assertThat(Math.abs(sum - conv.get("value").doubleValue())).isLessThan(1e-5);
        assertThat(traces.get(1).get("rule").stringValue()).isEqualTo("FUNCTION");
    }

    @Test
    void aTraceNamesWhatToGoOnWith() {
        CommandLineRun run = see(List.of("trace", model, picture), "--node", "conv1_2", "--down");
        List<String> further =
                run.out().lines().filter(line -> line.startsWith("further down: ")).toList();
        assertThat(further).hasSize(3);
        String[] words = further.get(1).substring("further down: ".length()).split(" +");
        CommandLineRun next =
                see(List.of("trace", model, picture), Arrays.copyOf(words, words.length - 2));
        assertThat(next.exit()).as(next.err()).isZero();
        assertThat(next.out()).startsWith("relu1_1, channel " + words[3] + " at " + words[5]);
    }

    @Test
    void aFieldAsJsonHasSizeStrideAndCentre() {
        CommandLineRun run = see(List.of("field", model, picture), "--node", "conv1_1", "--json");
        JsonNode field = JsonMapper.shared().readTree(run.out());
        assertThat(field.get("size").toString()).isEqualTo("[3,3]");
        assertThat(field.get("stride").toString()).isEqualTo("[1.0,1.0]");
    }

    @Test
    void theTextbooksPerceptronHasNineteenMillionParameters() {
        CommandLineRun run = CommandLineRun.of("compare", "mlp-128x3", "vgg16", "--json");
        JsonNode costs = JsonMapper.shared().readTree(run.out());
        assertThat(costs.get(0).get("withoutLastLayer").longValue()).isEqualTo(19_300_736);
        JsonNode first = costs.get(1).get("firstConvolution");
        assertThat(first.get("weights").longValue()).isEqualTo(1_728);
        assertThat(first.get("biases").longValue()).isEqualTo(64);
        assertThat(first.get("denseWeights").longValue()).isEqualTo(483_385_147_392L);
        assertThat(CommandLineRun.of("compare", "mlp-128x3", "vgg16").out())
                .contains("19,300,736", "1,728 weights (1,792 with biases)", "483,385,147,392");
    }

    @Test
    void wrongInputIsOneLineAndWritesNothing() throws IOException {
        refused("there is no node 'conf1_1'", List.of("maps", model, picture), "--node", "conf1_1");
        refused("no spatial extent", List.of("maps", model, picture), "--node", "flatten");
        refused("is no convolution", List.of("filters", model), "--node", "relu1_1");
        refused(
                "rows 0 to 15",
                List.of("trace", model, picture),
                "--node",
                "conv1_1",
                "--at",
                "3,16");
        refused(
                "channels of conv1_1",
                List.of("trace", model, picture),
                "--node",
                "conv1_1",
                "--channel",
                "99");
        refused("as in 10,12", List.of("field", model, picture), "--node", "conv1_1", "--at", "3");
        refused("there is no network", List.of("vgg61"), "compare");
        assertThat(out).doesNotExist();
        Files.writeString(out, "mine");
        refused("replace it with --force", List.of("maps", model, picture));
        assertThat(out).hasContent("mine");
    }

    private void refused(String words, List<String> command, String... options) {
        CommandLineRun run =
                options.length == 1
                        ? CommandLineRun.of(options[0], command.getFirst())
                        : see(command, with(options));
        assertThat(run.exit()).as(words).isEqualTo(2);
        assertThat(run.err()).contains(words);
        assertThat(run.err().strip().lines().count()).isEqualTo(1);
    }

    private String[] with(String... options) {
        String[] all = Arrays.copyOf(options, options.length + 2);
        all[options.length] = "--out";
        all[options.length + 1] = out.toString();
        return all;
    }

    private static CommandLineRun see(List<String> command, String... options) {
        var all = new ArrayList<String>(List.of("see"));
        all.addAll(command);
        all.addAll(List.of(options));
        return CommandLineRun.of(all.toArray(String[]::new));
    }
}
