package dev.fovea.bench.task;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process an engine runs in. It reads commands, a line each, and answers with a line each that
 * begins with {@link #MARK}; whatever libraries print besides is not an answer.
 *
 * <p>{@code check} gives {@code check NUMBERS}, {@code run N} gives {@code seconds S}, {@code
 * memory} gives {@code memory MIB}; the end of the input ends the process. A failure gives {@code
 * failed REASON}.
 */
public final class Worker {
    public static final String MARK = "#bench ";

    private Worker() {}

    /** The folder of weights and models that all engines share. */
    public static Path folder() {
        return Path.of(property("bench.folder"));
    }

    /** The folder with Fashion-MNIST's four files. */
    public static Path data() {
        return Path.of(property("bench.data"));
    }

    /** Threads an engine may use. */
    public static int threads() {
        return Integer.parseInt(property("bench.threads"));
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("bench: the worker needs -D" + name);
        }
        return value;
    }

    /**
     * Serves one task until the input ends.
     *
     * @param arguments the variant and the task's id
     */
    @SuppressWarnings("CatchAndPrintStackTrace") // the harness shows a worker's standard error
    public static void serve(String[] arguments, Session.Opener opener) {
        PrintStream answers = System.out;
        System.setOut(System.err);
        try {
            Session session = opener.open(arguments[0], Task.parse(arguments[1]));
            answer(answers, "ready");
            serve(session, answers);
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            e.printStackTrace();
            answer(answers, "failed " + e);
        }
        // Engines keep threads.
        Runtime.getRuntime().halt(0);
    }

    private static void serve(Session session, PrintStream answers) throws Exception {
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "check" -> answer(answers, "check" + numbers(session.check()));
                case "run" -> {
                    int times = Integer.parseInt(words[1]);
                    long start = System.nanoTime();
                    for (int i = 0; i < times; i++) {
                        session.run();
                    }
                    answer(answers, "seconds " + (System.nanoTime() - start) / 1e9);
                }
                case "memory" -> answer(answers, "memory " + peakMemory());
                default -> throw new IllegalArgumentException("bench: no command " + line);
            }
        }
    }

    private static void answer(PrintStream answers, String text) {
        answers.println(MARK + text.replace('\n', ' '));
        answers.flush();
    }

    private static String numbers(float[] values) {
        var text = new StringBuilder();
        for (float value : values) {
            text.append(' ').append(value);
        }
        return text.toString();
    }

    /** Largest resident set of this process so far, in MiB; NaN where Linux is not there to say. */
    private static double peakMemory() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return Double.NaN;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmHWM")) {
                return Double.parseDouble(line.replaceAll("\\D+", "")) / 1024;
            }
        }
        return Double.NaN;
    }
}
