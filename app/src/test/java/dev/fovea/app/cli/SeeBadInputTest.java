package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.image.Image;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code see}, {@code compare}, {@code report} and {@code convolve} with what they cannot use: one
 * line that says what to do, exit code 2, and nothing written.
 */
class SeeBadInputTest {
    private static final int SIDE = 12;

    @TempDir private Path folder;
    private String model = "";
    private String picture = "";
    private String data = "";
    private String png = "";
    private String svg = "";
    private String html = "";

    @BeforeEach
    void aModelAndPictures() throws IOException {
        Network network = Zoo.network("small-cnn", Shape.of(SIDE, SIDE, 3), 3);
        Weights weights = Weights.initialise(network, Initialisation.HE, 1);
        model = save("model", network, weights, TinyData.CLASSES);
        data = TinyData.folder(folder.resolve("colours"), 3).toString();
        picture = data + "/red/picture0.png";
        png = folder.resolve("out.png").toString();
        svg = folder.resolve("out.svg").toString();
        html = folder.resolve("out.html").toString();
    }

    private String save(String name, Network network, Weights weights, List<String> labels)
            throws IOException {
        Path file = folder.resolve(name + ".safetensors");
        Preprocessing preprocessing = Preprocessing.unit(SIDE, SIDE, 3);
        ModelFile.save(Model.of(network, weights, preprocessing, labels), file);
        return file.toString();
    }

    /** Every command that draws, with what it needs. */
    private List<List<String>> drawing(String file) {
        return List.of(
                List.of("see", "maps", file, picture, "--out", png),
                List.of("see", "filters", file, "--out", png),
                List.of("see", "trace", file, picture, "--node", "conv1_1", "--out", png),
                List.of("see", "field", file, picture, "--node", "conv1_1", "--out", png),
                List.of("see", "why", file, picture, "--out", png),
                List.of("see", "top9", file, "--node", "relu1_1", "--data", data, "--out", png),
                List.of("see", "invariance", file, "--data", data, "--out", svg),
                List.of("report", file, "--data", data, "--split", "all", "--out", html));
    }

    @Test
    void aNodeThatDoesNotExistOrHasNoMap() throws IOException {
        for (String command : List.of("maps", "trace", "field", "why")) {
            refused(
                    "there is no node 'conf1_1', there are conv1_1",
                    List.of("see", command, model, picture, "--node", "conf1_1", "--out", png));
        }
        refused(
                "there is no node 'conf1_1', there are conv1_1",
                List.of("see", "filters", model, "--node", "conf1_1", "--out", png));
        refused(
                "there is no node 'conf1_1', there are conv1_1",
                with(drawing(model).get(5), "--node", "conf1_1"));
        for (String command : List.of("maps", "why")) {
            refused(
                    "fc3 has no spatial extent (128); nodes with one: ",
                    List.of("see", command, model, picture, "--node", "fc3", "--out", png));
        }
        refused(
                "fc3 is no convolution, so it has no filters; convolutions are conv1_1",
                List.of("see", "filters", model, "--node", "fc3", "--out", png));
    }

    @Test
    void aChannelAFilterOrACellThatDoesNotExist() throws IOException {
        for (String command : List.of("trace", "field")) {
            List<String> looks =
                    List.of("see", command, model, picture, "--node", "conv1_1", "--out", png);
            refused("the channels of conv1_1 are 0 to 31, got 32", with(looks, "--channel", "32"));
            refused("the channels of conv1_1 are 0 to 31, got -1", with(looks, "--channel", "-1"));
            refused(
                    "rows 0 to 11 and columns 0 to 11, got row 3, column 12",
                    with(looks, "--at", "12,3"));
            refused("--at: column and row from 0 as in 10,12", with(looks, "--at", "12"));
        }
        refused(
                "--filters: conv1_1 has the filters 0 to 31, given as 0-31 or 3,7,9; got '99'",
                List.of("see", "filters", model, "--filters", "99", "--out", png));
        refused(
                "--channels: a filter of conv1_1 has the channels 0 to 2",
                List.of("see", "filters", model, "--channels", "3", "--out", png));
        refused(
                "--channels: relu1_1 has the channels 0 to 31",
                with(drawing(model).get(5), "--channels", "30-32"));
        refused(
                "--channels: relu1_1 has the channels 0 to 31",
                with(drawing(model).get(5), "--channels", "3-1"));
        refused("there is no class 'rot'", with(drawing(model).get(4), "--class", "rot"));
        refused(
                "the output is 10 wide and 10 high: x 0 to 9, y 0 to 9; got 10,0",
                List.of("convolve", picture, "--at", "10,0", "--out", png));
    }

    @Test
    void dataThatTheModelCannotBeJudgedOn() throws IOException {
        Path flat = Files.createDirectory(folder.resolve("flat"));
        Files.copy(Path.of(picture), flat.resolve("picture.png"));
        Path other = TinyData.folder(folder.resolve("other"), 2);
        Files.move(other.resolve("red"), other.resolve("rot"));
        for (List<String> command : drawing(model)) {
            if (command.contains("--data")) {
                // What excites a unit can be looked for without classes.
                if (!command.contains("top9")) {
                    refused("expected one folder of pictures", with(command, "--data", flat + ""));
                }
                refused("nowhere: there is no such", with(command, "--data", folder + "/nowhere"));
            }
        }
        String unnamed =
                save(
                        "unnamed",
                        Zoo.network("small-cnn", Shape.of(SIDE, SIDE, 3), 4),
                        Weights.initialise(
                                Zoo.network("small-cnn", Shape.of(SIDE, SIDE, 3), 4),
                                Initialisation.HE,
                                1),
                        List.of());
        for (List<String> command : List.of(drawing(model).get(6), drawing(model).get(7))) {
            refused(
                    "classes that are not among the 3 expected: rot",
                    with(command, "--data", other.toString()));
        }
        for (List<String> command : List.of(drawing(unnamed).get(6), drawing(unnamed).get(7))) {
            refused("there are 3 classes, the network small-cnn has 4 outputs", command);
        }
    }

    @Test
    void picturesOfAnotherSizeOrMode() throws IOException {
        for (String preset : List.of("unit:16x16x3", "unit:12x12x1")) {
            for (List<String> command : drawing(model)) {
                if (!command.contains("filters")) {
                    refused(
                            preset.substring("unit:".length()),
                            with(command, "--preprocess", preset));
                }
            }
        }
        // Grey pictures are no obstacle: they become what the model reads.
        Path grey = Files.createDirectories(folder.resolve("greys/red"));
        Png.write(Image.of(20, 24, 1, new byte[480]), grey.resolve("a.png"));
        CommandLineRun run = CommandLineRun.of("see", "maps", model, grey + "/a.png", "--out", png);
        assertThat(run.exit()).as(run.err()).isZero();
    }

    @Test
    void weightsThatAreNoNumbers() throws IOException {
        Network network = Zoo.network("small-cnn", Shape.of(SIDE, SIDE, 3), 3);
        Weights weights = Weights.initialise(network, Initialisation.HE, 1);
        weights.get("conv1_2.weight").data()[7] = Float.NaN;
        String broken = save("broken", network, weights, TinyData.CLASSES);
        for (List<String> command : drawing(broken)) {
            refused(
                    broken + ": conv1_2.weight has numbers that are NaN or infinite, so there is",
                    command);
        }
    }

    @Test
    void aFileThatIsThere() throws IOException {
        List<List<String>> all = new ArrayList<>(drawing(model));
        all.add(List.of("see", "structure", "--out", png));
        all.add(List.of("convolve", picture, "--out", png));
        for (List<String> command : all) {
            Path out = Path.of(command.getLast());
            Files.writeString(out, "mine");
            refused("is there already; replace it with --force", command);
            assertThat(out).hasContent("mine");
            Files.delete(out);
            refused("its folder does not exist", elsewhere(command));
            refused("--out: a file that ends in ", with(command, "--out", folder + "/out.gif"));
        }
    }

    private List<String> elsewhere(List<String> command) {
        Path out = Path.of(command.getLast());
        return with(command, "--out", folder.resolve("nowhere").resolve(out.getFileName()) + "");
    }

    @Test
    void networksThatCannotBeCompared() throws IOException {
        refused("there is no network 'vgg61' in the zoo", List.of("compare", "vgg61"));
        refused("nowhere.json: there is no such file", List.of("compare", "nowhere.json"));
        refused("holds no model.safetensors", List.of("compare", data));
        refused("--input: height, width", List.of("compare", "vgg16", "--input", "224"));
        refused("at least one class", List.of("compare", "vgg16", "--classes", "-3"));
        Files.writeString(folder.resolve("net.json"), "{ oops");
        refused("net.json", List.of("compare", folder + "/net.json"));
    }

    @Test
    void kernelsAndPicturesThatCannotBeConvolved() throws IOException {
        refused("nowhere.png: there is no such", List.of("convolve", folder + "/nowhere.png"));
        refused("there is no 'sobelx'", List.of("convolve", picture, "--kernel", "sobelx"));
        refused("as many numbers", List.of("convolve", picture, "--kernel", "1 2; 3"));
        refused("--stride: at least 1", List.of("convolve", picture, "--stride", "0"));
        refused("--padding: a number", List.of("convolve", picture, "--padding", "x"));
        refused("12", List.of("convolve", picture, "--dilation", "9"));
    }

    private static List<String> with(List<String> command, String option, String value) {
        List<String> all = new ArrayList<>(command);
        int at = all.indexOf(option);
        if (at >= 0) {
            all.set(at + 1, value);
        } else {
            all.addAll(List.of(option, value));
        }
        return all;
    }

    private void refused(String message, List<String> command) throws IOException {
        Map<String, Long> before = files();
        CommandLineRun run = CommandLineRun.of(command.toArray(new String[0]));
        String what = String.join(" ", command);
        assertThat(run.err()).as(what).contains(message).doesNotContain("\tat ", "Exception");
        assertThat(run.err().strip().lines().filter(line -> line.startsWith("fovea: ")))
                .as(what)
                .hasSize(1);
        assertThat(run.exit()).as(what).isEqualTo(2);
        assertThat(files()).as(what).isEqualTo(before);
    }

    private Map<String, Long> files() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                sizes.put(file.toString(), Files.size(file));
            }
        }
        return sizes;
    }
}
