package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SummaryCommandTest {
    @TempDir private Path folder;

    @Test
    void vgg16AsJson() {
        CommandLineRun run = CommandLineRun.of("summary", "vgg16", "--json");
        JsonNode summary = JsonMapper.shared().readTree(run.out());

        assertThat(run.exit()).isZero();
        assertThat(summary.get("parameters").longValue()).isEqualTo(138_357_544);
        assertThat(summary.get("multiplyAdds").longValue() / 1e9).isBetween(15.46, 15.48);
        assertThat(layer(summary, "flatten").get("outputShape").toString()).isEqualTo("[25088]");
        assertThat(layer(summary, "fc6").get("parameters").longValue()).isEqualTo(102_764_544);
        assertThat(layer(summary, "conv1_1").get("type").stringValue()).isEqualTo("Conv2d");
        assertThat(layer(summary, "conv1_1").get("outputShape").toString())
                .isEqualTo("[224,224,64]");
        assertThat(fields(summary, "Conv2d"))
                .containsExactly(3, 5, 10, 14, 24, 32, 40, 60, 76, 92, 132, 164, 196);
        assertThat(fields(summary, "MaxPool2d")).containsExactly(6, 16, 44, 100, 212);
    }

    private static List<Integer> fields(JsonNode summary, String type) {
        return StreamSupport.stream(summary.get("layers").spliterator(), false)
                .filter(layer -> layer.get("type").stringValue().equals(type))
                .map(layer -> layer.get("receptiveField").intValue())
                .toList();
    }

    private static JsonNode layer(JsonNode summary, String name) {
        return StreamSupport.stream(summary.get("layers").spliterator(), false)
                .filter(layer -> layer.get("name").stringValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void otherInputAndClasses() {
        CommandLineRun run =
                CommandLineRun.of("summary", "small-vgg", "--input", "32x32x3", "--classes", "5");

        assertThat(run.out()).contains("input 32x32x3").contains("Dense 5");
    }

    @Test
    void thePlanShowsWhatRuns() {
        CommandLineRun run = CommandLineRun.of("summary", "lenet5", "--plan", "--batch", "4");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("batch 4: ").contains("without reuse");
    }

    @Test
    void thePlanOfVgg16IsWinogradsAndSaysWhatItTakesInTraining() {
        CommandLineRun inference = CommandLineRun.of("summary", "vgg16", "--plan");
        CommandLineRun training =
                CommandLineRun.of("summary", "small-vgg", "--plan", "--training", "--batch", "4");

        assertThat(inference.out()).contains("winograd 4x4").contains("of weights beside it");
        assertThat(training.exit()).isZero();
        assertThat(training.out()).contains("by weights", "by data");
    }

    @Test
    void whatOnlyAPlanUnderstandsNeedsOne() {
        CommandLineRun training = CommandLineRun.of("summary", "lenet5", "--training");
        CommandLineRun threads =
                CommandLineRun.of("summary", "lenet5", "--plan", "--threads", "-1");

        assertThat(training.exit()).isEqualTo(2);
        assertThat(training.err()).contains("--training: only with --plan");
        assertThat(threads.exit()).isEqualTo(2);
        assertThat(threads.out()).isEmpty();
    }

    @Test
    void aFileIsReadAndStrictRefusesWindowsThatDoNotFit() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("net.json"),
                        """
                        {"fovea": 1, "name": "odd", "input": [10, 10, 1], "nodes": [
                          {"name": "conv1", "layer": "Conv2d", "filters": 2, "kernel": 3, "stride": 2}]}
                        """);
        CommandLineRun run = CommandLineRun.of("summary", file.toString());
        CommandLineRun strict = CommandLineRun.of("summary", file.toString(), "--strict");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("(10 - 3 + 0) / 2 + 1 = 4.5, rounded down to 4");
        assertThat(strict.exit()).isEqualTo(2);
        assertThat(strict.err())
                .startsWith("fovea: conv1: (10 - 3 + 0) / 2 + 1 = 4.5, rounded down to 4");
    }
}
