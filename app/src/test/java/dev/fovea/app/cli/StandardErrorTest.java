package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A JVM of its own whose descriptor 2 leads nowhere and whose real standard error is 3. */
class StandardErrorTest {
    @Test
    void whatFoveaSaysReachesTheRealStandardError() throws Exception {
        assertThat(standardErrorOf("--add-opens", "java.base/java.io=ALL-UNNAMED"))
                .startsWith("Unknown option: '--hepl'");
    }

    @Test
    void withoutAccessToTheDescriptorNothingElseFails() throws Exception {
        assertThat(standardErrorOf()).isEmpty();
    }

    private static String standardErrorOf(String... options) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "redirects with bash");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of("/bin/bash", "-c"));
        command.add("exec \"$0\" \"$@\" 3>&2 2>/dev/null");
        command.add(java);
        command.addAll(List.of(options));
        command.addAll(List.of("-Dfovea.stderr=3", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), "--hepl"));

        Process process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        var err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("exit code").isEqualTo(2);
        return err;
    }
}
