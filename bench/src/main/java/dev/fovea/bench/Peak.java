package dev.fovea.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * The multiply-adds that the machine does at most at this moment: what other figures are held
 * against, and, measured before and after, a sign of how quiet it is.
 */
public final class Peak {
    private static final int SECONDS = 60;

    private Peak() {}

    /**
     * In GFLOP/s, float32.
     *
     * @param source how it was measured
     */
    public record Value(double gflops, String source) {}

    /** By a C program, or by Java's own vectorised code where there is no C compiler. */
    public static Value measure(Path folder, int threads) throws InterruptedException {
        OptionalDouble compiled = withCompiler(folder, threads);
        return compiled.isPresent()
                ? new Value(compiled.getAsDouble(), "C")
                : new Value(JavaPeak.gflops(threads), "Java, a lower bound");
    }

    private static OptionalDouble withCompiler(Path folder, int threads)
            throws InterruptedException {
        try {
            Path source = Files.createDirectories(folder).resolve("peak.c");
            try (InputStream in = Peak.class.getResourceAsStream("peak.c")) {
                if (in == null) {
                    return OptionalDouble.empty();
                }
                Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
            }
            String program = folder.resolve("peak").toString();
            output(
                    List.of(
                            "cc",
                            "-O2",
                            "-march=native",
                            "-pthread",
                            source.toString(),
                            "-o",
                            program));
            String text = output(List.of(program, Integer.toString(threads)));
            return OptionalDouble.of(Double.parseDouble(text.strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(command + " failed");
            }
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Loops that the JIT compiler vectorises. */
    private static final class JavaPeak {
        private static final int LENGTH = 2048;
        private static final int ROUNDS = 4000;
        private static final int REPETITIONS = 15;
        private static final int FLOPS = 2 * 16;

        private JavaPeak() {}

        static double gflops(int threads) throws InterruptedException {
            double[] rates = new double[REPETITIONS];
            for (int i = 0; i < REPETITIONS; i++) {
                Thread[] workers = new Thread[threads];
                long start = System.nanoTime();
                for (int t = 0; t < threads; t++) {
                    workers[t] = Thread.ofPlatform().start(JavaPeak::work);
                }
                for (Thread worker : workers) {
                    worker.join();
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                rates[i] = 1e-9 * FLOPS * LENGTH * ROUNDS * threads / seconds;
            }
            return Arrays.stream(rates).max().orElseThrow();
        }

        private static void work() {
            float[] x = new float[LENGTH];
            for (int round = 0; round < ROUNDS; round++) {
                chains(x);
            }
        }

        private static void chains(float[] x) {
            for (int i = 0; i < LENGTH; i++) {
                float v = x[i];
                v = four(v);
                v = four(v);
                v = four(v);
                v = four(v);
                x[i] = v;
            }
        }

        private static float four(float x) {
            float v = Math.fma(x, 0.5f, 1);
            v = Math.fma(v, 0.5f, 1);
            v = Math.fma(v, 0.5f, 1);
            return Math.fma(v, 0.5f, 1);
        }
    }
}
