package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code report}, on tiny runs. */
class ReportCommandTest {
    private static final int MOST_BYTES = 10_000_000;

    @TempDir private Path folder;
    private Path data;

    @BeforeEach
    void generate() throws IOException {
        data = TinyData.folder(folder.resolve("colours"), 10);
    }

    @Test
    void showsWhatANetworkGoesByAndLoadsNothing() throws IOException {
        Path run = train(TinyData.network(folder.resolve("net.json"), 3));
        String trained = Files.readString(run.resolve("report.html"));

        CommandLineRun made = CommandLineRun.of("report", run.toString(), "--json");

        assertThat(made.exit()).as(made.err()).isZero();
        JsonNode answer = JsonMapper.shared().readTree(made.out());
        Path file = run.resolve("report.html");
        assertThat(answer.get("report").asString()).isEqualTo(file.toString());
        assertThat(answer.get("bytes").asLong())
                .isEqualTo(Files.size(file))
                .isBetween(10_000L, (long) MOST_BYTES);
        assertThat(answer.get("exhibits").valueStream().map(JsonNode::asString))
                .containsExactly("gradcam", "filters", "maps", "top9", "invariance");
        String page = Files.readString(file);
        assertThat(page)
                .contains("<section id=\"curves\"", "<section id=\"confusion\"")
                .contains("<section id=\"least-sure\"", "<section id=\"gradcam\"")
                .contains("<section id=\"filters\"", "<section id=\"maps\"")
                .contains("<section id=\"top9\"", "<section id=\"invariance\"")
                .contains("./fovea train --data ", "./fovea train --resume ")
                .contains("content=\"default-src &#39;none&#39;; img-src data:;");
        assertThat(Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page).results())
                .allMatch(link ->
                        link.group(1).startsWith("#")
                                || link.group(1).startsWith("data:image/png;base64,"));
        assertThat(sections(page)).as("one kind of page").isEqualTo(sections(trained));
    }

    @Test
    void aNetworkWithoutMapsHasFewerSectionsAndAModelWithoutLabelsHasThoseOfTheData()
            throws IOException {
        Path run = train(TinyData.dense(folder.resolve("mlp.json"), 3));
        Path page = folder.resolve("page.html");

        CommandLineRun made =
                CommandLineRun.of(
                        "report",
                        run.resolve("model.safetensors").toString(),
                        "--data",
                        data.toString(),
                        "--split",
                        "all",
                        "--out",
                        page.toString(),
                        "--json");

        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(JsonMapper.shared().readTree(made.out()).get("exhibits").toString())
                .isEqualTo("[\"invariance\"]");
        assertThat(Files.readString(page))
                .contains("<section id=\"invariance\"", "<section id=\"confusion\"")
                .doesNotContain("<section id=\"gradcam\"", "<section id=\"filters\"")
                .doesNotContain("<section id=\"curves\"");
    }

    @Test
    void replacesNoForeignFileUnasked() throws IOException {
        Path run = train(TinyData.dense(folder.resolve("mlp.json"), 3));
        Path mine = Files.writeString(folder.resolve("mine.html"), "mine");

        CommandLineRun made = CommandLineRun.of("report", run.toString(), "--out", mine.toString());

        assertThat(made.exit()).isEqualTo(2);
        assertThat(made.err()).contains("mine.html: is there already; replace it with --force");
        assertThat(Files.readString(mine)).isEqualTo("mine");
        CommandLineRun forced =
                CommandLineRun.of("report", run.toString(), "--out", mine.toString(), "--force");
        assertThat(forced.exit()).as(forced.err()).isZero();
        assertThat(Files.readString(mine)).startsWith("<!DOCTYPE html>");
    }

    private Path train(Path network) {
        Path run = folder.resolve("run");
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
                        "8");
        assertThat(trained.exit()).as(trained.err()).isZero();
        return run;
    }

    private static List<String> sections(String page) {
        return Pattern.compile("<section id=\"([^\"]*)\"")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
