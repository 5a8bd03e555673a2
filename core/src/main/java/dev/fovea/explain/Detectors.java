package dev.fovea.explain;

import dev.fovea.data.Dataset;
import dev.fovea.image.Image;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Node;
import dev.fovea.plan.Mode;
import dev.fovea.plan.Plan;
import dev.fovea.plan.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What the filters of a first layer over grey pictures answer to, class by class. */
public final class Detectors {
    private Detectors() {}

    /**
     * One filter.
     *
     * @param filter height x width
     * @param strongest the picture with the largest peak
     * @param meanPeaks for every class the mean, over its pictures, of the map's largest number
     */
    public record Detector(Tensor filter, Image strongest, List<Double> meanPeaks) {
        public Detector {
            meanPeaks = List.copyOf(meanPeaks);
        }

        /** The class with the largest mean. */
        public int preferred() {
            int best = 0;
            for (int c = 1; c < meanPeaks.size(); c++) {
                best = meanPeaks.get(c) > meanPeaks.get(best) ? c : best;
            }
            return best;
        }
    }

    /**
     * @param node the activation behind the first convolution
     * @param pictures of the model's size, at least one
     * @throws IllegalArgumentException if the model does not begin with a convolution over one
     *     channel
     * @throws IOException if a picture cannot be read
     */
    public static List<Detector> of(Model model, Kernels kernels, String node, Dataset pictures)
            throws IOException {
        Node first = model.network().nodes().getFirst();
        if (!(first.layer() instanceof Conv2d conv) || model.network().input().channels() != 1) {
            throw new IllegalArgumentException(
                    "Detectors: the first layer must be a convolution over one channel, got "
                            + first.layer());
        }
        String name = Nodes.findMap(model.network(), node).name();
        PlanOptions options = PlanOptions.of(Mode.INFERENCE, 1).withKeep(Set.of(name));
        Plan plan = Plan.of(model.network(), model.weights(), kernels, options);
        int classes = pictures.classes().size();
        double[][] sums = new double[conv.filters()][classes];
        int[] counts = new int[classes];
        int[] strongest = new int[conv.filters()];
        double[] most = new double[conv.filters()];
        Arrays.fill(most, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < pictures.size(); i++) {
            ActivationMaps.run(plan, PreparedPicture.of(model, pictures.image(i)).input());
            double[] peaks =
                    new ActivationMaps(name, ActivationMaps.copy(plan.output(name))).peaks();
            counts[pictures.label(i)]++;
            for (int f = 0; f < peaks.length; f++) {
                sums[f][pictures.label(i)] += peaks[f];
                if (peaks[f] > most[f]) {
                    most[f] = peaks[f];
                    strongest[f] = i;
                }
            }
        }
        Tensor weight =
                model.weights()
                        .get(first.parameterName(model.network().parameters(first).getFirst()));
        int size = conv.kernel().height() * conv.kernel().width();
        List<Detector> detectors = new ArrayList<>();
        for (int f = 0; f < conv.filters(); f++) {
            float[] numbers = Arrays.copyOfRange(weight.data(), f * size, (f + 1) * size);
            List<Double> means = new ArrayList<>();
            for (int c = 0; c < classes; c++) {
                means.add(counts[c] == 0 ? 0 : sums[f][c] / counts[c]);
            }
            detectors.add(
                    new Detector(
                            Tensor.of(
                                    Shape.of(conv.kernel().height(), conv.kernel().width()),
                                    numbers),
                            pictures.image(strongest[f]),
                            means));
        }
        return detectors;
    }
}
