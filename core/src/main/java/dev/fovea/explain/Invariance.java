package dev.fovea.explain;

import dev.fovea.data.Dataset;
import dev.fovea.image.Image;
import dev.fovea.image.Normalizer;
import dev.fovea.image.Preprocessing;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.ActivationLayer;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Reshape;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.Mode;
import dev.fovea.plan.Plan;
import dev.fovea.plan.PlanOptions;
import dev.fovea.predict.Logits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Measures what a network's answers and features keep when its pictures are shifted, scaled and
 * rotated (after Zeiler and Fergus 2013, arXiv 1311.2901, figure 5). Pictures are changed in the
 * form in which the network reads them. Belongs to one thread at a time and holds one plan.
 */
public final class Invariance {
    private final Plan plan;
    private final Kernels kernels;
    private final Preprocessing preprocessing;
    private final FeatureDistance first;
    private final @Nullable FeatureDistance lastMap;
    private final FeatureDistance late;
    private final float[] probabilities;

    private Invariance(
            Plan plan,
            Kernels kernels,
            Preprocessing preprocessing,
            FeatureDistance first,
            @Nullable FeatureDistance lastMap,
            FeatureDistance late) {
        this.plan = plan;
        this.kernels = kernels;
        this.preprocessing = preprocessing;
        this.first = first;
        this.lastMap = lastMap;
        this.late = late;
        probabilities = new float[plan.options().batch() * plan.network().outputShape().size()];
    }

    /**
     * @param batch the most pictures that run together
     */
    public static Invariance of(Model model, Kernels kernels, int batch) {
        Network logits = Logits.of(model.network());
        String first = firstLayer(logits);
        boolean hasMap = logits.nodes().stream().anyMatch(n -> Nodes.isMap(logits.shape(n.name())));
        String last = hasMap ? Nodes.lastMap(logits).name() : "";
        String read = logits.node(logits.output()).inputs().getFirst();
        String late = read.equals(Network.INPUT) ? logits.output() : read;
        Set<String> keep = new LinkedHashSet<>(List.of(first));
        keep.add(late);
        if (hasMap) {
            keep.add(last);
        }
        PlanOptions options = PlanOptions.of(Mode.INFERENCE, batch).withKeep(keep);
        return new Invariance(
                Plan.of(logits, model.weights(), kernels, options),
                kernels,
                model.preprocessing(),
                new FeatureDistance(logits, first, batch),
                hasMap ? new FeatureDistance(logits, last, batch) : null,
                new FeatureDistance(logits, late, batch));
    }

    /** The first activation, be it a map or a vector. */
    private static String firstLayer(Network network) {
        for (Node node : network.nodes()) {
            if (node.layer() instanceof ActivationLayer) {
                return node.name();
            }
        }
        return network.nodes().getFirst().name();
    }

    /** The node whose distances are called first. */
    public String first() {
        return first.node;
    }

    /** The node whose distances are called those of the last map; empty where there is none. */
    public String lastMap() {
        return lastMap == null ? "" : lastMap.node;
    }

    /** The node whose distances are called late. */
    public String late() {
        return late.node;
    }

    /** Whether a layer reads the places of a map, or of the picture, side by side: Flatten. */
    public boolean flattens() {
        Network network = plan.network();
        for (Node node : network.nodes()) {
            if (node.layer() instanceof Flatten || node.layer() instanceof Reshape) {
                String read = node.inputs().getFirst();
                if (Nodes.isMap(
                        read.equals(Network.INPUT) ? network.input() : network.shape(read))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Hears how far it is. */
    @FunctionalInterface
    public interface Progress {
        void done(int pictures, int total);
    }

    /**
     * @param data labelled in the order of the network's outputs
     * @param count how many pictures to take, evenly spaced over the data; all if there are fewer
     * @param skipped receives the reason for every picture that cannot be read
     * @return a curve for every {@link Change}
     * @throws IllegalArgumentException if the data have another number of classes than the network
     *     has outputs, or no picture can be read
     */
    public Map<Change, InvarianceCurve> of(
            Dataset data, int count, List<String> skipped, Progress progress) {
        int classes = plan.network().outputShape().size();
        if (data.classes().size() != classes || count < 1) {
            throw new IllegalArgumentException(
                    "Invariance: needs 1 picture or more, of as many classes as the network has outputs (%d), got %d pictures of %d classes"
                            .formatted(classes, count, data.classes().size()));
        }
        Map<Change, List<Sums>> sums = new EnumMap<>(Change.class);
        for (Change change : Change.values()) {
            List<Sums> of = new ArrayList<>();
            change.amounts(plan.network().input()).forEach(amount -> of.add(new Sums(amount)));
            sums.put(change, of);
        }
        int total = Math.min(count, data.size());
        int batch = plan.options().batch();
        int done = 0;
        for (int from = 0; from < total; from += batch) {
            List<Image> pictures = new ArrayList<>();
            List<Integer> labels = new ArrayList<>();
            for (int i = from; i < Math.min(total, from + batch); i++) {
                int index = (int) ((long) i * data.size() / total);
                try {
                    pictures.add(preprocessing.prepare(data.image(index)));
                    labels.add(data.label(index));
                } catch (IOException e) {
                    skipped.add(String.valueOf(e.getMessage()));
                }
            }
            measure(pictures, labels, sums);
            done += pictures.size();
            progress.done(Math.min(total, from + batch), total);
        }
        if (done == 0) {
            throw new IllegalArgumentException("Invariance: no picture could be read");
        }
        Map<Change, InvarianceCurve> curves = new EnumMap<>(Change.class);
        for (Map.Entry<Change, List<Sums>> of : sums.entrySet()) {
            List<InvarianceCurve.Point> points = new ArrayList<>();
            for (Sums each : of.getValue()) {
                points.add(each.point(done));
            }
            curves.put(of.getKey(), new InvarianceCurve(of.getKey(), points));
        }
        return curves;
    }

    private void measure(List<Image> pictures, List<Integer> labels, Map<Change, List<Sums>> sums) {
        int n = pictures.size();
        if (n == 0) {
            return;
        }
        run(pictures, Change.SHIFT, 0);
        first.remember(plan.output(first.node), n);
        late.remember(plan.output(late.node), n);
        if (lastMap != null) {
            lastMap.remember(plan.output(lastMap.node), n);
        }
        sums.forEach((change, amounts) -> {
            for (Sums of : amounts) {
                run(pictures, change, of.amount);
                for (int i = 0; i < n; i++) {
                    add(of, change, i, labels.get(i));
                }
            }
        });
    }

    private void run(List<Image> pictures, Change change, double amount) {
        Normalizer normalizer = preprocessing.normalizer();
        Buffer in = plan.input();
        for (int i = 0; i < pictures.size(); i++) {
            Image changed = change.apply(pictures.get(i), amount);
            if (changed.pixels().length != in.shape().size()) {
                throw new IllegalArgumentException(
                        "%s: reads %s, got %s"
                                .formatted(plan.network().name(), in.shape(), changed));
            }
            normalizer.apply(changed.pixels(), 0, changed.pixels().length, in.data(), in.at(i));
        }
        plan.forward(pictures.size());
        Buffer out = plan.output();
        kernels.softmax(
                pictures.size(), out.shape().size(), out.data(), out.offset(), probabilities, 0);
    }

    private void add(Sums sums, Change change, int i, int label) {
        int classes = plan.output().shape().size();
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (probabilities[i * classes + c] > probabilities[i * classes + best]) {
                best = c;
            }
        }
        sums.right += best == label ? 1 : 0;
        sums.probability += probabilities[i * classes + label];
        sums.first += first.inPlace(plan.output(first.node), i);
        sums.late += late.inPlace(plan.output(late.node), i);
        boolean shifts = change == Change.SHIFT;
        sums.firstMoved +=
                shifts ? first.movedAlong(plan.output(first.node), i, sums.amount) : Double.NaN;
        if (lastMap == null) {
            sums.lastMap = Double.NaN;
            sums.lastMapMoved = Double.NaN;
        } else {
            Buffer map = plan.output(lastMap.node);
            sums.lastMap += lastMap.inPlace(map, i);
            sums.lastMapMoved += shifts ? lastMap.movedAlong(map, i, sums.amount) : Double.NaN;
        }
    }

    /** What adds up over pictures at one amount. */
    private static final class Sums {
        final double amount;
        private int right;
        private double probability;
        private double first;
        private double firstMoved;
        private double lastMap;
        private double lastMapMoved;
        private double late;

        Sums(double amount) {
            this.amount = amount;
        }

        InvarianceCurve.Point point(int n) {
            return new InvarianceCurve.Point(
                    amount,
                    right / (double) n,
                    probability / n,
                    first / n,
                    firstMoved / n,
                    lastMap / n,
                    lastMapMoved / n,
                    late / n);
        }
    }
}
