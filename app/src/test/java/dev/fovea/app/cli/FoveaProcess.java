package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.plan.KernelSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Fovea in a JVM of its own, with the kernels of this one. */
final class FoveaProcess {
    private static final long MOST_SECONDS = 120;

    private final Path log;
    private final Process process;

    FoveaProcess(Path log, String... args) throws IOException {
        this(log, List.of(), args);
    }

    FoveaProcess(Path log, List<String> options, String... args) throws IOException {
        this.log = log;
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (KernelSets.hasVectorModule()) {
            command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        }
        command.add("-Djava.awt.headless=true");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(List.of(args));
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        process.getOutputStream().close();
    }

    /** Returns when the file is there, and fails if the process ends before. */
    void awaitFile(Path file) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        while (!Files.exists(file)) {
            assertThat(process.isAlive()).as(() -> "alive; it said " + output()).isTrue();
            assertThat(System.nanoTime()).as("seconds waited").isLessThan(end);
            Thread.sleep(10);
        }
    }

    /** As a shell's kill does, which is like Ctrl-C here. */
    void terminate() throws InterruptedException {
        process.destroy();
        exit();
    }

    int exit() throws InterruptedException {
        boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).as(() -> "ended; it said " + output()).isTrue();
        return process.exitValue();
    }

    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
