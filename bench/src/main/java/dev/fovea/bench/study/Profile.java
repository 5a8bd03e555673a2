package dev.fovea.bench.study;

import dev.fovea.bench.Peak;
import dev.fovea.bench.task.Inputs;
import dev.fovea.bench.task.Networks;
import dev.fovea.bench.task.SharedWeights;
import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.SgdStep;
import dev.fovea.model.ModelFile;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.KernelSets;
import dev.fovea.plan.Plan;
import dev.fovea.plan.PlanReport;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLongArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Where the time of a network goes, step by step, with one thread and with several. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        description =
                "The time of every step of a network, with one thread and with --threads in turns,"
                        + " beside what the machine's peak and memory bandwidth allow. A step"
                        + " counts as bound by memory if moving its bytes takes longer than its"
                        + " arithmetic would at the peak (after Winograd's savings).")
public final class Profile implements Callable<Integer> {
    private static final long WARM_UP_NANOS = 6_000_000_000L;
    private static final SgdStep SGD = new SgdStep(1e-3f, 0.9f, false, 0, 0, 1);

    @Parameters(paramLabel = "NETWORK", description = "A network of the zoo: vgg16, resnet18.")
    private String name;

    @Option(names = "--batch", defaultValue = "1", description = "Samples in a run.")
    private int batch;

    @Option(
            names = "--training",
            description = "A training step with SGD and momentum instead of inference.")
    private boolean training;

    @Option(names = "--threads", defaultValue = "2", description = "Compared with one thread.")
    private int threads;

    @Option(names = "--rounds", defaultValue = "9", description = "Runs that are counted.")
    private int rounds;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            defaultValue = "target/bench",
            description = "Where weights are kept between runs.")
    private Path folder;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the options
    public Profile() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (batch < 1 || threads < 1 || rounds < 1) {
            throw new IllegalArgumentException(
                    "--batch, --threads and --rounds are at least 1, got "
                            + batch
                            + ", "
                            + threads
                            + " and "
                            + rounds);
        }
        PrintWriter out = spec.commandLine().getOut();
        SharedWeights.provide(folder, name);
        var one = new Timed(1);
        var many = new Timed(threads);
        var onePeak = new Roof(folder, 1);
        var manyPeak = new Roof(folder, threads);
        long warm = System.nanoTime() + WARM_UP_NANOS;
        while (System.nanoTime() < warm) {
            one.run(false);
            many.run(false);
        }
        for (int round = 0; round < rounds; round++) {
            one.run(true);
            many.run(true);
        }
        out.printf(
                Locale.ROOT,
                "%s, batch %d, %s; median of %d runs in turns. Peak %.0f and %.0f GFLOP/s, reading"
                        + " memory at %.1f and %.1f GB/s (1 and %d threads).%n%n",
                name,
                batch,
                training ? "a training step" : "inference",
                rounds,
                onePeak.gflops,
                manyPeak.gflops,
                onePeak.gigabytes,
                manyPeak.gigabytes,
                threads);
        out.printf(
                Locale.ROOT,
                "| step | algorithm | GFLOP | MB | 1 thread, ms | %d threads, ms | times | at best,"
                        + " ms | bound by |%n|---|---|---|---|---|---|---|---|---|%n",
                threads);
        var sums = new Sum[] {new Sum("arithmetic"), new Sum("memory"), new Sum("everything")};
        for (int i = 0; i < many.steps.size(); i++) {
            PlanReport.Row row = many.steps.get(i);
            double arithmetic = 1e-6 * row.flops() / savings(row.algorithm()) / manyPeak.gflops;
            double memory = 1e-6 * row.bytes() / manyPeak.gigabytes;
            boolean byMemory = memory > arithmetic;
            double before = one.median(i);
            double after = many.median(i);
            out.printf(
                    Locale.ROOT,
                    "| %s | %s | %.2f | %.1f | %.2f | %.2f | %.2f | %.2f | %s |%n",
                    row.step(),
                    row.algorithm(),
                    1e-9 * row.flops(),
                    1e-6 * row.bytes(),
                    before,
                    after,
                    before / after,
                    Math.max(memory, arithmetic),
                    byMemory ? "memory" : "arithmetic");
            sums[byMemory ? 1 : 0].add(row, before, after, Math.max(memory, arithmetic));
            sums[2].add(row, before, after, Math.max(memory, arithmetic));
        }
        for (Sum sum : sums) {
            out.println(sum);
        }
        return 0;
    }

    /** How many times fewer products the algorithm needs than the direct one. */
    private static double savings(String algorithm) {
        if (algorithm.startsWith("winograd 4x4")) {
            return 4;
        }
        return algorithm.startsWith("winograd 2x2") ? 2.25 : 1;
    }

    /** Steps that belong together. */
    private static final class Sum {
        private final String what;
        private double gflop;
        private double megabytes;
        private double before;
        private double after;
        private double best;

        Sum(String what) {
            this.what = what;
        }

        void add(PlanReport.Row row, double one, double many, double atBest) {
            gflop += 1e-9 * row.flops();
            megabytes += 1e-6 * row.bytes();
            before += one;
            after += many;
            best += atBest;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "| **%s** | | %.2f | %.1f | %.2f | %.2f | %.2f | %.2f | |",
                    what,
                    gflop,
                    megabytes,
                    before,
                    after,
                    before / after,
                    best);
        }
    }

    /** What the machine can do at this moment. */
    private static final class Roof {
        private static final int INTS = 64 << 20;
        private static final int REPETITIONS = 12;
        private static final int STREAMS = 4;
        private static final int CHUNK = 1 << 12;

        final double gflops;
        final double gigabytes;

        Roof(Path folder, int threads) throws InterruptedException {
            gflops = Peak.measure(folder, threads).gflops();
            gigabytes = bandwidth(threads);
        }

        /**
         * Of sums over more than any cache holds, which Java vectorises: several streams at a time,
         * since one alone waits for memory.
         */
        private static double bandwidth(int threads) throws InterruptedException {
            int[] memory = new int[INTS];
            // Pages that were never written are all the same one.
            Arrays.fill(memory, 1);
            double best = 0;
            for (int i = 0; i < REPETITIONS; i++) {
                Thread[] workers = new Thread[threads];
                long began = System.nanoTime();
                for (int t = 0; t < threads; t++) {
                    int from = INTS / threads * t;
                    workers[t] =
                            Thread.ofPlatform().start(() -> read(memory, from, INTS / threads));
                }
                for (Thread worker : workers) {
                    worker.join();
                }
                best = Math.max(best, 4.0 * INTS / (System.nanoTime() - began));
            }
            return best;
        }

        private static void read(int[] memory, int from, int length) {
            int streams = length / STREAMS;
            int sum = 0;
            for (int i = 0; i + CHUNK <= streams; i += CHUNK) {
                sum += sum(memory, from + i, streams);
            }
            if (sum != streams / CHUNK * CHUNK * STREAMS) {
                throw new AssertionError("a sum over ones is " + sum);
            }
        }

        private static int sum(int[] m, int from, int apart) {
            int sum = 0;
            for (int i = from; i < from + CHUNK; i++) {
                sum += m[i] + m[i + apart] + m[i + 2 * apart] + m[i + 3 * apart];
            }
            return sum;
        }
    }

    /** A plan whose steps are timed; in training with the optimizer's step as the last one. */
    private final class Timed {
        private final Kernels kernels;
        private final Plan plan;
        private final Map<String, Tensor> parameters;
        private final List<float[]> velocities = new ArrayList<>();
        private final AtomicLongArray nanos;
        private final List<long[]> samples = new ArrayList<>();
        final List<PlanReport.Row> steps;

        Timed(int workers) throws IOException {
            kernels = KernelSets.best(workers);
            Network network = Networks.of(name);
            Path file = SharedWeights.file(folder, name);
            if (training) {
                Weights weights = ModelFile.load(file).weights();
                plan = Plan.forTraining(network, weights, kernels, batch);
                parameters = weights.tensors();
                plan.gradients()
                        .values()
                        .forEach(g -> velocities.add(Tensor.zeros(g.shape()).data()));
            } else {
                try (ModelFile model = ModelFile.open(file)) {
                    plan = Plan.forInference(network, model, kernels, batch);
                }
                parameters = Map.of();
            }
            Buffer input = plan.input();
            int side = input.shape().height();
            int channels = input.shape().channels();
            float[] x =
                    Inputs.channelsLast(
                            Inputs.pictures(batch, channels, side), channels, side * side);
            System.arraycopy(x, 0, input.data(), input.offset(), x.length);
            PlanReport report = plan.report();
            steps = new ArrayList<>(report.steps());
            if (training) {
                long numbers =
                        plan.gradients().values().stream().mapToLong(g -> g.shape().size()).sum();
                // Reads weight, gradient and velocity, writes weight and velocity.
                steps.add(
                        new PlanReport.Row("SGD, packing", "", "", "", 4 * numbers, 20 * numbers));
            }
            nanos = new AtomicLongArray(steps.size());
            int parallel = Math.min(workers, batch);
            plan.listen((step, time) ->
                    nanos.addAndGet(step, step < report.imageByImage() ? time / parallel : time));
        }

        void run(boolean counts) {
            for (int i = 0; i < nanos.length(); i++) {
                nanos.set(i, 0);
            }
            plan.forward(batch);
            if (training) {
                Buffer gradient = plan.outputGradient();
                Arrays.fill(gradient.data(), gradient.offset(), gradient.at(batch), 1e-3f);
                plan.backward();
                update();
            }
            if (counts) {
                long[] sample = new long[nanos.length()];
                Arrays.setAll(sample, nanos::get);
                samples.add(sample);
            }
        }

        private void update() {
            long began = System.nanoTime();
            int i = 0;
            for (Map.Entry<String, Tensor> gradient : plan.gradients().entrySet()) {
                float[] weight = Objects.requireNonNull(parameters.get(gradient.getKey())).data();
                kernels.sgd(
                        SGD,
                        weight.length,
                        weight,
                        gradient.getValue().data(),
                        velocities.get(i++));
            }
            plan.refresh();
            nanos.set(steps.size() - 1, System.nanoTime() - began);
        }

        /** In milliseconds. */
        double median(int step) {
            long[] sorted = samples.stream().mapToLong(sample -> sample[step]).sorted().toArray();
            return 1e-6 * sorted[sorted.length / 2];
        }
    }
}
