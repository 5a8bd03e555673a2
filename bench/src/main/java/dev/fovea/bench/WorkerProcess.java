package dev.fovea.bench;

import dev.fovea.bench.task.Task;
import dev.fovea.bench.task.Worker;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An engine's process from our side: sends commands, waits for answers until a deadline. */
final class WorkerProcess implements AutoCloseable {
    private static final String END = "failed the process ended, its log says why";

    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    /** As the script {@code fovea} has it. */
    private static final List<String> EARLY =
            List.of(
                    "-XX:CompileCommand=quiet",
                    "-XX:CompileCommand=CompileThresholdScaling,dev.fovea.kernel.vector.*::*,0.03");

    private final Process process;
    private final BufferedWriter commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final long startedAt;
    private final Deadline deadline;

    private WorkerProcess(Process process, long startedAt, Deadline deadline) {
        this.process = process;
        this.startedAt = startedAt;
        this.deadline = deadline;
        commands =
                new BufferedWriter(
                        new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        Thread.ofVirtual().start(this::read);
    }

    /**
     * Starts the process.
     *
     * @param log receives what the engine prints on standard error
     */
    static WorkerProcess start(
            Engine engine, Task task, Settings settings, Path log, Deadline deadline)
            throws IOException {
        var builder = new ProcessBuilder(command(engine, task, settings));
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        String threads = Integer.toString(settings.threads());
        var environment = builder.environment();
        environment.put("OMP_NUM_THREADS", threads);
        environment.put("MKL_NUM_THREADS", threads);
        // libtorch's presets link OpenBLAS with threads of its own, which spin beside OpenMP's.
        environment.put("OPENBLAS_NUM_THREADS", engine == Engine.OPENBLAS ? threads : "1");
        // glibc gives large blocks back to the kernel on every free; kept, libtorch trains faster.
        environment.put("MALLOC_MMAP_THRESHOLD_", "2000000000");
        environment.put("MALLOC_TRIM_THRESHOLD_", "4000000000");
        environment.put("MALLOC_TOP_PAD_", "67108864");
        long start = System.nanoTime();
        return new WorkerProcess(builder.start(), start, deadline);
    }

    private static List<String> command(Engine engine, Task task, Settings settings) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        if (engine == Engine.FOVEA) {
            command.add("--add-modules=jdk.incubator.vector");
            command.addAll(EARLY);
            command.add("-XX:MaxRAMPercentage=50");
            if (task instanceof Task.FirstPrediction) {
                command.addAll(predictOptions());
            }
            command.addAll(settings.foveaOptions());
        } else {
            command.add("-Xmx2g");
        }
        command.add("-Dbench.folder=" + settings.folder());
        command.add("-Dbench.data=" + settings.data());
        command.add("-Dbench.threads=" + settings.threads());
        command.add("-cp");
        command.add(settings.classPath(engine));
        command.add(engine.main());
        command.add(engine.variant());
        command.add(task.id());
        return command;
    }

    /** What the script {@code fovea} gives the JVM for {@code predict}. */
    private static List<String> predictOptions() {
        List<String> options = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xmn32m"));
        if (hasHugePages()) {
            options.add("-XX:+UseTransparentHugePages");
        }
        return options;
    }

    private static boolean hasHugePages() {
        try {
            String modes = Files.readString(HUGE_PAGES);
            return modes.contains("[madvise]") || modes.contains("[always]");
        } catch (IOException e) {
            // Not Linux, or one without them.
            return false;
        }
    }

    private void read() {
        try (var reader =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith(Worker.MARK)) {
                    answers.add(line.substring(Worker.MARK.length()));
                }
            }
        } catch (IOException e) {
            answers.add("failed " + e);
        }
        answers.add(END);
    }

    /** Waits until the engine is ready to run. */
    void awaitReady() throws IOException, InterruptedException {
        answer("ready");
    }

    /** The numbers that must agree between engines. */
    float[] check() throws IOException, InterruptedException {
        send("check");
        return numbers(answer("check"));
    }

    private static float[] numbers(String text) {
        String[] words = text.split(" ", -1);
        float[] numbers = new float[words[0].isEmpty() ? 0 : words.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Float.parseFloat(words[i]);
        }
        return numbers;
    }

    /** The first result of a process that was just started, sent for before it can listen. */
    float[] firstCheck() throws IOException, InterruptedException {
        send("check");
        awaitReady();
        return numbers(answer("check"));
    }

    /** Runs the task some times and returns the seconds of one. */
    double run(int times) throws IOException, InterruptedException {
        send("run " + times);
        return Double.parseDouble(answer("seconds")) / times;
    }

    /** The largest resident set so far, in MiB. */
    double memory() throws IOException, InterruptedException {
        send("memory");
        return Double.parseDouble(answer("memory"));
    }

    /** Since the process was started. */
    double secondsSinceStart() {
        return (System.nanoTime() - startedAt) / 1e9;
    }

    private void send(String command) throws IOException {
        commands.write(command);
        commands.newLine();
        commands.flush();
    }

    private String answer(String word) throws IOException, InterruptedException {
        Duration left = deadline.left();
        String answer = answers.poll(Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS);
        if (answer == null) {
            throw new IOException("not done when the time limit ran out");
        }
        if (!answer.equals(word) && !answer.startsWith(word + " ")) {
            throw new IOException(answer.replaceFirst("^failed ", ""));
        }
        return answer.substring(Math.min(answer.length(), word.length() + 1));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            // Its memory and cores must be free before the next task.
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
