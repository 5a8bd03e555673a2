package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DataCommandTest {
    @TempDir private Path folder;

    @Test
    void aGoodFolder() throws Exception {
        Path data = TinyData.folder(folder.resolve("colours"), 4);
        CommandLineRun run = CommandLineRun.of("data", data.toString());

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("green").contains("12x12");
    }

    @Test
    void asJson() throws Exception {
        Path data = TinyData.folder(folder.resolve("colours"), 4);
        Files.copy(data.resolve("red/picture0.png"), data.resolve("red/copy.png"));
        CommandLineRun run = CommandLineRun.of("data", data.toString(), "--json");

        JsonNode report = JsonMapper.shared().readTree(run.out());
        assertThat(report.get("classes")).hasSize(3);
        assertThat(report.get("duplicates")).hasSize(1);
    }

    @Test
    void aFolderThatCannotBeTrainedOn() throws Exception {
        Path data = TinyData.folder(folder.resolve("colours"), 2);
        Files.createDirectory(data.resolve("empty"));
        CommandLineRun run = CommandLineRun.of("data", data.toString());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out()).contains("empty");
    }

    @Test
    void thePicturesThatComeAlong() {
        CommandLineRun run = CommandLineRun.of("data", "embedded", "--quick", "200");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("Ankle boot").contains("28x28");
    }
}
