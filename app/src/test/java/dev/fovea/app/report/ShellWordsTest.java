package dev.fovea.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellWordsTest {
    private static final List<String> WORDS =
            List.of("./fovea", "--lr=1e-3", "my run", "it's", "", "$HOME", "a\"b", "*", "ä", "a;b");

    @Test
    void plainWordsStayAsTheyAre() {
        assertThat(ShellWords.line(List.of("./fovea", "train", "--data", "runs/a-1", "a b")))
                .isEqualTo("./fovea train --data runs/a-1 'a b'");
    }

    @Test
    void theShellReadsTheSameWords() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh here");

        String script =
                "for word in " + ShellWords.line(WORDS) + "; do printf '%s\\n' \"$word\"; done";
        var process = new ProcessBuilder("/bin/sh", "-c", script).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(output).isEqualTo(String.join("\n", WORDS) + "\n");
    }
}
