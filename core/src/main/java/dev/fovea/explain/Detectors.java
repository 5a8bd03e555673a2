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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** What the filters of a first layer over grey pictures answer to, class by class. */
public final class Detectors {
    /** Means that differ by less than this share prefer neither class. */
    public static final double TIE = 0.05;

    private Detectors() {}

    /**
     * One filter.
     *
     * @param filter height x width
     * @param strongest of the pictures of the preferred class the one with the largest peak; none
     *     for a dead filter
     * @param meanPeaks for every class the mean, over its pictures, of the map's largest number
     */
    public record Detector(Tensor filter, Optional<Image> strongest, List<Double> meanPeaks) {
        public Detector {
            meanPeaks = List.copyOf(meanPeaks);
        }

        private Detector withStrongest(Image picture) {
            return new Detector(filter, Optional.of(picture), meanPeaks);
        }

        /** The class with the largest mean. */
        public int preferred() {
            int best = 0;
            for (int c = 1; c < meanPeaks.size(); c++) {
                best = meanPeaks.get(c) > meanPeaks.get(best) ? c : best;
            }
            return best;
        }

        /** Whether it answers nothing to any class. */
        public boolean isDead() {
            return meanPeaks.get(preferred()) <= 0;
        }

        /** Another class whose mean is within {@link #TIE} of the largest, the nearest to it. */
        public OptionalInt rival() {
            int best = preferred();
            return isDead()
                    ? OptionalInt.empty()
                    : IntStream.range(0, meanPeaks.size())
                            .filter(c -> c != best)
                            .filter(c -> meanPeaks.get(c) >= (1 - TIE) * meanPeaks.get(best))
                            .boxed()
                            .max(Comparator.comparingDouble(meanPeaks::get))
                            .map(OptionalInt::of)
                            .orElseGet(OptionalInt::empty);
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
        int[][] strongest = new int[conv.filters()][classes];
        double[][] most = new double[conv.filters()][classes];
        for (int i = 0; i < pictures.size(); i++) {
            ActivationMaps.run(plan, PreparedPicture.of(model, pictures.image(i)).input());
            double[] peaks =
                    new ActivationMaps(name, ActivationMaps.copy(plan.output(name))).peaks();
            int label = pictures.label(i);
            counts[label]++;
            for (int f = 0; f < peaks.length; f++) {
                sums[f][label] += peaks[f];
                if (peaks[f] > most[f][label]) {
                    most[f][label] = peaks[f];
                    strongest[f][label] = i;
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
            Shape shape = Shape.of(conv.kernel().height(), conv.kernel().width());
            var detector = new Detector(Tensor.of(shape, numbers), Optional.empty(), means);
            detectors.add(
                    detector.isDead()
                            ? detector
                            : detector.withStrongest(
                                    pictures.image(strongest[f][detector.preferred()])));
        }
        return detectors;
    }
}
