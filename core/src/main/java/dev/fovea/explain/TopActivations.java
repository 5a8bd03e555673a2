package dev.fovea.explain;

import dev.fovea.data.Batch;
import dev.fovea.data.BatchOptions;
import dev.fovea.data.Batches;
import dev.fovea.data.Dataset;
import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.PoolGeometry;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.Plan;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds, for channels of a node, the pictures of a data set that excite them most (Zeiler and
 * Fergus 2013, arXiv 1311.2901, figure 2).
 *
 * <p>Streams: it runs the network up to the node, keeps a few places a channel and nothing else,
 * however large the data set is. Belongs to one thread at a time and holds one plan.
 */
public final class TopActivations {
    private final Model model;
    private final Kernels kernels;
    private final Node node;
    private final Plan plan;
    private final Shape shape;

    private TopActivations(Model model, Kernels kernels, Node node, Plan plan) {
        this.model = model;
        this.kernels = kernels;
        this.node = node;
        this.plan = plan;
        shape = plan.network().outputShape();
    }

    /**
     * @param node whose channels are watched: a name or a parameter prefix
     * @param batch the most pictures that run together
     * @throws IllegalArgumentException if there is no such node
     */
    public static TopActivations of(Model model, Kernels kernels, String node, int batch) {
        Node found = Nodes.find(model.network(), node);
        Network part = model.network().upTo(found.name());
        Plan plan = Plan.forInference(part, Nodes.weights(part, model.weights()), kernels, batch);
        return new TopActivations(model, kernels, found, plan);
    }

    /** The node whose channels are watched. */
    public String node() {
        return node.name();
    }

    /** Shape of the node's output for one picture. */
    public Shape shape() {
        return shape;
    }

    /**
     * A picture that excites a channel.
     *
     * @param picture its index in the data set
     * @param unit the channel's strongest cell on that picture
     * @param activation of that cell, greater than 0
     */
    public record Place(int picture, Unit unit, float activation) {}

    /**
     * The places of one channel, strongest first, each on another picture; fewer than asked for
     * where fewer pictures excite it at all.
     */
    public record Channel(int channel, List<Place> places) {
        public Channel {
            places = List.copyOf(places);
        }
    }

    /** Hears how far it is. */
    @FunctionalInterface
    public interface Progress {
        void done(int pictures, int total);
    }

    /**
     * @param channels which, each once
     * @param count places to keep for each, at least 1
     * @param skipped receives the reason for every picture that cannot be read
     * @throws IllegalArgumentException if the node has no such channel
     * @throws IOException if the data cannot be read
     */
    public List<Channel> of(
            Dataset data,
            List<Integer> channels,
            int count,
            List<String> skipped,
            Progress progress)
            throws IOException {
        for (int channel : channels) {
            Nodes.requireChannel(model.network(), node, channel);
        }
        if (count < 1) {
            throw new IllegalArgumentException(
                    "TopActivations: at least 1 place a channel, got " + count);
        }
        List<Strongest> found = new ArrayList<>();
        for (int channel : channels) {
            found.add(new Strongest(channel, count));
        }
        int batch = plan.options().batch();
        float[] peaks = new float[batch * shape.channels()];
        int[] winners = new int[batch * shape.channels()];
        BatchOptions options =
                BatchOptions.of(batch)
                        .withBadPictures((_, _, problem) -> skipped.add(problem.getMessage()));
        try (Batches batches = Batches.of(data, model.preprocessing(), options)) {
            Seeds.requireInput(plan.network(), batches.sample());
            Optional<Batch> next = batches.next();
            while (next.isPresent()) {
                Batch pictures = next.get();
                watch(pictures, found, peaks, winners);
                progress.done(pictures.end(), data.size());
                next = batches.next();
            }
        }
        return found.stream().map(strongest -> strongest.channel(shape)).toList();
    }

    private void watch(Batch pictures, List<Strongest> found, float[] peaks, int[] winners) {
        int n = pictures.size();
        Buffer in = plan.input();
        System.arraycopy(pictures.x(), 0, in.data(), in.offset(), n * in.shape().size());
        plan.forward(n);
        Buffer out = plan.output();
        // The peak of every map is a pooling over all of it, whose switch says where it lies.
        kernels.maxPool(
                PoolGeometry.global(shape.height(), shape.width(), shape.channels()),
                n,
                out.data(),
                out.offset(),
                peaks,
                0,
                winners);
        for (Strongest strongest : found) {
            int at = strongest.channel;
            for (int i = 0; i < n; i++, at += shape.channels()) {
                strongest.offer(peaks[at], pictures.indices()[i], winners[at]);
            }
        }
    }

    /**
     * The strongest of a channel so far, in order. Of equal ones the earlier picture stays before
     * the later.
     */
    private static final class Strongest {
        final int channel;
        private final float[] activations;
        private final int[] pictures;
        private final int[] winners;
        private int size;

        Strongest(int channel, int count) {
            this.channel = channel;
            activations = new float[count];
            pictures = new int[count];
            winners = new int[count];
        }

        void offer(float activation, int picture, int winner) {
            int last = activations.length - 1;
            // Not-a-number and infinity excite nothing that could be shown.
            if (!(activation > 0)
                    || activation == Float.POSITIVE_INFINITY
                    || (size > last && activation <= activations[last])) {
                return;
            }
            int place = Math.min(size, last);
            while (place > 0 && activations[place - 1] < activation) {
                activations[place] = activations[place - 1];
                pictures[place] = pictures[place - 1];
                winners[place] = winners[place - 1];
                place--;
            }
            activations[place] = activation;
            pictures[place] = picture;
            winners[place] = winner;
            size = Math.min(size + 1, activations.length);
        }

        Channel channel(Shape shape) {
            List<Place> places = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                int cell = winners[i] / shape.channels();
                Unit unit = new Unit(channel, cell / shape.width(), cell % shape.width());
                places.add(new Place(pictures[i], unit, activations[i]));
            }
            return new Channel(channel, places);
        }
    }
}
