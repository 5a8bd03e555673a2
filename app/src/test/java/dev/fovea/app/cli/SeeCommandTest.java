package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Commands that explain a network, on a tiny run. */
class SeeCommandTest {
    @TempDir private Path folder;
    private Path data;
    private Path run;
    private Path picture;

    @BeforeEach
    void train() throws IOException {
        data = TinyData.folder(folder.resolve("colours"), 10);
        picture = data.resolve("red").resolve("picture0.png");
        run = folder.resolve("run");
        Path network = TinyData.network(folder.resolve("net.json"), 3);
        CommandLineRun trained =
                CommandLineRun.of(
                        "train",
                        "--data",
                        data.toString(),
                        "--arch",
                        network.toString(),
                        "--out",
                        run.toString(),
                        "--epochs",
                        "2",
                        "--batch",
                        "8",
                        "--keep-every",
                        "1");
        assertThat(trained.exit()).as(trained.err()).isZero();
    }

    private CommandLineRun see(String... args) {
        List<String> all = new ArrayList<>(List.of("see"));
        all.addAll(List.of(args));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private static JsonNode json(CommandLineRun made) {
        assertThat(made.exit()).as(made.err()).isZero();
        return JsonMapper.builder().build().readTree(made.out());
    }

    @Test
    void whyOnOneSheetWithItsNumbers() throws IOException {
        Path out = file("why.png");
        CommandLineRun made =
                see(
                        "why",
                        run.toString(),
                        picture.toString(),
                        data.resolve("blue").resolve("picture1.png").toString(),
                        "--class",
                        "red",
                        "--out",
                        out.toString(),
                        "--json");
        JsonNode answer = json(made);
        assertThat(answer.get("class").get("label").asString()).isEqualTo("red");
        JsonNode first = answer.get("images").get(0);
        assertThat(first.propertyNames())
                .contains(
                        "gradient",
                        "smooth",
                        "integrated",
                        "guided",
                        "gradcam",
                        "occlusion",
                        "contribution");
        assertThat(first.get("gradient").size()).isEqualTo(12);
        assertThat(first.get("gradcam").get("node").asString()).isEqualTo("relu1");
        assertThat(first.get("contribution").get("weights"))
                .isEqualTo(answer.get("images").get(1).get("contribution").get("weights"));
        assertThat(ImageIO.read(out.toFile()).getWidth()).isGreaterThan(800);
    }

    @Test
    void whyRefuses() throws IOException {
        Path out = file("why.png");
        refused(
                "there is no class 'rot', there are 0 to 2: red",
                "why",
                run.toString(),
                picture.toString(),
                "--class",
                "rot",
                "--out",
                out.toString());
        refused(
                "there is no node 'relu9', there are relu1",
                "why",
                run.toString(),
                picture.toString(),
                "--node",
                "relu9",
                "--out",
                out.toString());
        refused(
                "fc has no spatial extent (3)",
                "why",
                run.toString(),
                picture.toString(),
                "--node",
                "fc",
                "--out",
                out.toString());
        assertThat(out).doesNotExist();
        Files.writeString(out, "precious");
        refused(
                "is there already",
                "why",
                run.toString(),
                picture.toString(),
                "--out",
                out.toString());
        assertThat(out).hasContent("precious");
    }

    @Test
    void top9WithPatchesAndPlaces() throws IOException {
        Path out = file("top9.png");
        JsonNode answer =
                json(
                        see(
                                "top9",
                                run.toString(),
                                "--node",
                                "conv1",
                                "--channels",
                                "0-2,7",
                                "--data",
                                data.toString(),
                                "--out",
                                out.toString(),
                                "--json"));
        assertThat(answer.get("node").asString()).isEqualTo("conv1");
        assertThat(answer.get("pictures").asInt()).as("all of a folder").isEqualTo(30);
        assertThat(answer.get("channels").size()).isEqualTo(4);
        JsonNode places = answer.get("channels").get(3).get("places");
        assertThat(places.size()).isEqualTo(9);
        assertThat(places.get(0).get("activation").asDouble())
                .isGreaterThanOrEqualTo(places.get(8).get("activation").asDouble());
        assertThat(ImageIO.read(out.toFile())).isNotNull();
        refused(
                "conv1 has the channels 0 to 7, given as 0-31 or 3,7,9; got '0-8'",
                "top9",
                run.toString(),
                "--node",
                "conv1",
                "--channels",
                "0-8",
                "--out",
                file("other.png").toString());
    }

    @Test
    void evolutionOverTheKeptEpochs() throws IOException {
        Path out = file("evolution.png");
        JsonNode answer = json(see("evolution", run.toString(), "--out", out.toString(), "--json"));
        assertThat(answer.get("node").asString()).isEqualTo("relu1");
        assertThat(answer.get("epochs").size()).isEqualTo(2);
        assertThat(ImageIO.read(out.toFile())).isNotNull();
        for (int epoch = 1; epoch <= 2; epoch++) {
            Files.delete(run.resolve("checkpoint-" + epoch + ".safetensors"));
        }
        refused(
                "kept no checkpoints of its epochs; train with --keep-every 1",
                "evolution",
                run.toString(),
                "--out",
                file("other.png").toString());
    }

    @Test
    void invarianceOfSeveralModelsInOneFigure() throws IOException {
        Path out = file("curves.svg");
        JsonNode answer =
                json(
                        see(
                                "invariance",
                                run.toString(),
                                run.resolve("model.safetensors").toString(),
                                "--out",
                                out.toString(),
                                "--json"));
        assertThat(answer.get("models").size()).isEqualTo(2);
        JsonNode shift = answer.get("models").get(0).get("shift");
        assertThat(shift.get(0).get("first").asDouble()).isZero();
        assertThat(shift.get(1).get("firstMoved").asDouble()).isLessThan(1e-5);
        assertThat(Files.readString(out))
                .startsWith("<svg")
                .endsWith("</svg>\n")
                .contains("model.safetensors, layer by layer");
        refused(
                "--data: say on which pictures",
                "invariance",
                run.resolve("model.safetensors").toString(),
                "--out",
                file("x.svg").toString());
    }

    private void refused(String message, String... args) {
        CommandLineRun failed = see(args);
        assertThat(failed.err()).contains(message).doesNotContain("\tat ");
        assertThat(failed.exit()).isEqualTo(2);
    }
}
