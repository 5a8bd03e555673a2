package dev.fovea.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the tests in a JVM of its own, for what a JVM decides once. */
public final class Jvm {
    private static final long MOST_SECONDS = 300;

    private Jvm() {}

    /** How a program ended, and all that it said on both streams. */
    public record Result(int exit, String said) {}

    /**
     * Runs a class with this JVM's class path and none of its options.
     *
     * @param folder for its log
     */
    public static Result run(Path folder, Class<?> program, List<String> options)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-ea");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        Path log = Files.createTempFile(folder, "jvm", ".log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        String said = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(ended).as("ended in %d s; it said %s", MOST_SECONDS, said).isTrue();
        return new Result(process.exitValue(), said);
    }
}
