package dev.fovea.predict;

import dev.fovea.data.Batch;
import dev.fovea.data.BatchOptions;
import dev.fovea.data.Batches;
import dev.fovea.data.Dataset;
import dev.fovea.data.Samples;
import dev.fovea.image.Preprocessing;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.KernelSets;
import dev.fovea.plan.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Runs a network over data sets and counts; holds one plan, so that training can evaluate after
 * every epoch.
 */
public final class Evaluator {
    private static final int BATCH = 32;

    private final Plan plan;
    private final Preprocessing preprocessing;
    private final Kernels kernels;
    private final int batch;
    private final int classes;

    private Evaluator(Plan plan, Preprocessing preprocessing, Kernels kernels, int batch) {
        this.plan = plan;
        this.preprocessing = preprocessing;
        this.kernels = kernels;
        this.batch = batch;
        classes = plan.network().outputShape().size();
    }

    /**
     * @param network its last softmax, if any, is left off
     * @param batch pictures that run together
     */
    public static Evaluator of(
            Network network,
            Weights weights,
            Preprocessing preprocessing,
            Kernels kernels,
            int batch) {
        Plan plan = Plan.forInference(Logits.of(network), weights, kernels, batch);
        return new Evaluator(plan, preprocessing, kernels, batch);
    }

    /** For a model, on this machine's fastest kernels. */
    public static Evaluator of(Model model) {
        return of(
                model.network(), model.weights(), model.preprocessing(), KernelSets.best(), BATCH);
    }

    /** Hears how far an evaluation is. */
    @FunctionalInterface
    public interface Progress {
        void done(int pictures, int total);
    }

    /** Reads the weights again after they changed. */
    public void refresh() {
        plan.refresh();
    }

    /** Judges every picture, silently. */
    public Evaluation evaluate(Dataset data) throws IOException {
        return evaluate(data, (done, total) -> {});
    }

    /**
     * Judges every picture; those that cannot be read are listed and left out.
     *
     * @throws IllegalArgumentException if the data have another number of classes than the network
     *     has outputs
     */
    public Evaluation evaluate(Dataset data, Progress progress) throws IOException {
        return evaluate(data, options -> Batches.of(data, preprocessing, options), progress);
    }

    /**
     * Judges samples whose numbers are there already, with the labels of the data they belong to.
     *
     * @throws IllegalArgumentException as {@link #evaluate(Dataset, Progress)}
     */
    public Evaluation evaluate(Dataset data, Samples samples, Progress progress)
            throws IOException {
        return evaluate(data, options -> Batches.of(data, samples, options), progress);
    }

    private interface Source {
        Batches batches(BatchOptions options) throws IOException;
    }

    private Evaluation evaluate(Dataset data, Source source, Progress progress) throws IOException {
        if (data.classes().size() != classes) {
            throw new IllegalArgumentException(
                    "Evaluator: the network has "
                            + classes
                            + " outputs, the data have "
                            + data.classes().size()
                            + " classes");
        }
        var tally = new Tally(data.classes());
        List<String> skipped = new ArrayList<>();
        BatchOptions options =
                BatchOptions.of(batch)
                        .withBadPictures(
                                (index, name, problem) -> skipped.add(problem.getMessage()));
        try (Batches batches = source.batches(options)) {
            Optional<Batch> next = batches.next();
            while (next.isPresent()) {
                Batch pictures = next.get();
                judge(pictures, tally);
                progress.done(pictures.end(), data.size());
                next = batches.next();
            }
        }
        return tally.evaluation(skipped);
    }

    private void judge(Batch pictures, Tally tally) {
        int n = pictures.size();
        System.arraycopy(
                pictures.x(),
                0,
                plan.input().data(),
                plan.input().offset(),
                n * pictures.sample().size());
        plan.forward(n);
        Buffer out = plan.output();
        float[] logProbabilities = new float[n * classes];
        kernels.logSoftmax(n, classes, out.data(), out.offset(), logProbabilities, 0);
        for (int i = 0; i < n; i++) {
            tally.add(pictures.indices()[i], pictures.labels()[i], logProbabilities, i * classes);
        }
    }

    /** Counts outcomes. */
    private static final class Tally {
        private final List<String> classes;
        private final int[][] confusion;
        private final List<Evaluation.Outcome> outcomes = new ArrayList<>();
        private double loss;
        private int top1;
        private int top5;

        Tally(List<String> classes) {
            this.classes = classes;
            confusion = new int[classes.size()][classes.size()];
        }

        void add(int index, int label, float[] logProbabilities, int at) {
            int best = 0;
            int above = 0;
            float right = logProbabilities[at + label];
            for (int c = 0; c < classes.size(); c++) {
                float other = logProbabilities[at + c];
                if (other > logProbabilities[at + best]) {
                    best = c;
                }
                if (other > right || (other == right && c < label)) {
                    above++;
                }
            }
            loss -= right;
            top1 += best == label ? 1 : 0;
            top5 += above < 5 ? 1 : 0;
            confusion[label][best]++;
            outcomes.add(
                    new Evaluation.Outcome(
                            index,
                            label,
                            best,
                            (float) Math.exp(right),
                            (float) Math.exp(logProbabilities[at + best])));
        }

        Evaluation evaluation(List<String> skipped) {
            int count = outcomes.size();
            List<List<Integer>> rows = new ArrayList<>();
            for (int[] row : confusion) {
                rows.add(Arrays.stream(row).boxed().toList());
            }
            return new Evaluation(
                    count,
                    loss / count,
                    top1 / (double) count,
                    top5 / (double) count,
                    classes,
                    rows,
                    outcomes,
                    skipped);
        }
    }
}
