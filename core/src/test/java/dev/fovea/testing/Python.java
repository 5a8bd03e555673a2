package dev.fovea.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The system's Python with numpy, as a second opinion; tests skip where there is none. */
public final class Python {
    private static final String PYTHON = "/usr/bin/python3";

    private Python() {}

    /**
     * Runs a script that lies beside {@code test} in the resources and returns what it prints.
     *
     * @param modules what the script imports beyond Python itself; the test is skipped where one is
     *     missing
     */
    public static String run(
            Class<?> test, List<String> modules, String script, Object... arguments)
            throws IOException {
        assumeTrue(Files.isExecutable(Path.of(PYTHON)), "needs " + PYTHON);
        for (String module : modules) {
            assumeTrue(
                    start(List.of(PYTHON, "-c", "import " + module)).status() == 0,
                    "needs the Python module " + module);
        }
        Path file = Files.createTempFile("fovea", ".py");
        try (InputStream source = test.getResourceAsStream(script)) {
            if (source == null) {
                throw new AssertionError("no " + script + " beside " + test);
            }
            Files.write(file, source.readAllBytes());
            var command = new ArrayList<>(List.of(PYTHON, file.toString()));
            for (Object argument : arguments) {
                command.add(argument.toString());
            }
            Result result = start(command);
            if (result.status() != 0) {
                throw new AssertionError(script + " failed:\n" + result.output());
            }
            return result.output();
        } finally {
            Files.delete(file);
        }
    }

    private record Result(int status, String output) {}

    private static Result start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                throw new AssertionError("did not end: " + command);
            }
            return new Result(process.exitValue(), output);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
