package dev.fovea.explain;

import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.nn.ReceptiveField.Region;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.Mode;
import dev.fovea.plan.Plan;
import dev.fovea.plan.PlanOptions;
import dev.fovea.predict.Logits;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.Set;

/**
 * Occlusion sensitivity (Zeiler and Fergus 2013, arXiv 1311.2901, section 4.2): what becomes of the
 * class' probability, and of the feature that answered most strongly, while a plain square hides
 * one part of the picture after the other. The square has the picture's mean colour, where the
 * paper's is grey: on other than natural pictures grey may be the most conspicuous colour of all.
 *
 * <p>Belongs to one thread at a time and holds one plan, which runs many places together.
 */
public final class Occlusion {
    private final Plan plan;
    private final Kernels kernels;
    private final String node;

    private Occlusion(Plan plan, Kernels kernels, String node) {
        this.plan = plan;
        this.kernels = kernels;
        this.node = node;
    }

    /**
     * @param node in which the strongest feature is looked for: a name or a parameter prefix
     * @param batch the most places that run together
     * @throws IllegalArgumentException if there is no such node or it has no spatial extent
     */
    public static Occlusion of(Model model, Kernels kernels, String node, int batch) {
        Network logits = Logits.of(model.network());
        String name = Nodes.findMap(logits, node).name();
        PlanOptions options = PlanOptions.of(Mode.INFERENCE, batch).withKeep(Set.of(name));
        return new Occlusion(Plan.of(logits, model.weights(), kernels, options), kernels, name);
    }

    /**
     * What occlusion does, place by place.
     *
     * @param output the class
     * @param probability {@code [rows, columns]}: of the class, with the square there
     * @param wholeProbability of the class, with nothing hidden
     * @param channel of the node: the one whose activations add up to the most on the whole picture
     * @param feature {@code [rows, columns]}: the sum of that channel's activations
     * @param wholeFeature that sum, with nothing hidden
     * @param best {@code [rows, columns]}: the most probable class, as in the paper's figure 7e
     */
    public record Result(
            int output,
            Tensor probability,
            float wholeProbability,
            int channel,
            Tensor feature,
            float wholeFeature,
            Tensor best) {}

    /** Hears how far it is. */
    @FunctionalInterface
    public interface Progress {
        void done(int places, int total);
    }

    /**
     * @param x the prepared picture {@code [H, W, C]}
     * @param output which class, counted from 0
     * @throws IllegalArgumentException if x has another shape, or there is no such class
     */
    public Result of(Tensor x, int output, OcclusionGrid grid, Progress progress) {
        Network network = plan.network();
        Seeds.requireInput(network, x.shape());
        Nodes.requireOutput(network, output);
        float[] fill = mean(x);
        int classes = network.outputShape().size();
        int batch = plan.options().batch();
        float[] probabilities = new float[batch * classes];

        copy(x, 0);
        run(1, classes, probabilities);
        float wholeProbability = probabilities[output];
        int channel = strongest(plan.output(node));
        float wholeFeature = sum(plan.output(node), 0, channel);

        Shape places = Shape.of(grid.rows(x.shape()), grid.columns(x.shape()));
        Tensor probability = Tensor.zeros(places);
        Tensor feature = Tensor.zeros(places);
        Tensor best = Tensor.zeros(places);
        int columns = places.extent(1);
        for (int from = 0; from < places.size(); from += batch) {
            int n = Math.min(batch, places.size() - from);
            for (int i = 0; i < n; i++) {
                int place = from + i;
                copy(x, i);
                hide(grid.square(x.shape(), place / columns, place % columns), fill, i);
            }
            run(n, classes, probabilities);
            for (int i = 0; i < n; i++) {
                probability.data()[from + i] = probabilities[i * classes + output];
                feature.data()[from + i] = sum(plan.output(node), i, channel);
                best.data()[from + i] = largest(probabilities, i * classes, classes);
            }
            progress.done(from + n, places.size());
        }
        return new Result(
                output, probability, wholeProbability, channel, feature, wholeFeature, best);
    }

    private void run(int n, int classes, float[] probabilities) {
        plan.forward(n);
        Buffer out = plan.output();
        kernels.softmax(n, classes, out.data(), out.offset(), probabilities, 0);
    }

    private void copy(Tensor x, int sample) {
        Buffer in = plan.input();
        System.arraycopy(x.data(), 0, in.data(), in.at(sample), x.data().length);
    }

    private void hide(Region square, float[] fill, int sample) {
        Buffer in = plan.input();
        int width = in.shape().width();
        for (int y = square.top(); y < square.top() + square.height(); y++) {
            for (int x = square.left(); x < square.left() + square.width(); x++) {
                int at = in.at(sample) + (y * width + x) * fill.length;
                System.arraycopy(fill, 0, in.data(), at, fill.length);
            }
        }
    }

    private static float[] mean(Tensor x) {
        int channels = x.shape().channels();
        double[] sums = new double[channels];
        for (int i = 0; i < x.data().length; i++) {
            sums[i % channels] += x.data()[i];
        }
        float[] means = new float[channels];
        for (int c = 0; c < channels; c++) {
            means[c] = (float) (sums[c] * channels / x.data().length);
        }
        return means;
    }

    private static int strongest(Buffer maps) {
        int channels = maps.shape().channels();
        int best = 0;
        float most = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < channels; c++) {
            float sum = sum(maps, 0, c);
            if (sum > most) {
                most = sum;
                best = c;
            }
        }
        return best;
    }

    private static float sum(Buffer maps, int sample, int channel) {
        int channels = maps.shape().channels();
        double sum = 0;
        for (int at = maps.at(sample) + channel; at < maps.at(sample + 1); at += channels) {
            sum += maps.data()[at];
        }
        return (float) sum;
    }

    private static int largest(float[] values, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[from + i] > values[from + best]) {
                best = i;
            }
        }
        return best;
    }
}
