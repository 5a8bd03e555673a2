package dev.fovea.explain;

import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.ActivationLayer;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.PRelu;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.Mode;
import dev.fovea.plan.Plan;
import dev.fovea.plan.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * What a node makes of one picture: a map for every channel.
 *
 * @param node its name
 * @param maps {@code [H, W, C]}
 */
public record ActivationMaps(String node, Tensor maps) {
    /** What channels are ranked by. */
    public enum Rank {
        /** The mean of the map, largest first. */
        MEAN,
        /** The largest number in the map. */
        PEAK,
        /** As they stand in the network. */
        CHANNEL
    }

    public ActivationMaps {
        if (!maps.shape().isMap()) {
            throw new IllegalArgumentException(
                    "ActivationMaps: " + node + " has no maps, its output is " + maps.shape());
        }
    }

    /**
     * The maps of several nodes, in one run.
     *
     * @param input the prepared picture
     * @param nodes names of nodes with a spatial extent
     * @throws IllegalArgumentException if there is no such node or it has no maps
     */
    public static List<ActivationMaps> of(
            Model model, Kernels kernels, Tensor input, List<String> nodes) {
        Network network = model.network();
        var names = new LinkedHashSet<String>();
        for (String node : nodes) {
            names.add(Nodes.findMap(network, node).name());
        }
        PlanOptions options = PlanOptions.of(Mode.INFERENCE, 1).withKeep(names);
        Network part = Nodes.part(network, names);
        Plan plan = Plan.of(part, Nodes.weights(part, model.weights()), kernels, options);
        run(plan, input);
        var found = new ArrayList<ActivationMaps>();
        for (String name : names) {
            found.add(new ActivationMaps(name, copy(plan.output(name))));
        }
        return found;
    }

    static void run(Plan plan, Tensor input) {
        Seeds.requireInput(plan.network(), input.shape());
        Buffer to = plan.input();
        System.arraycopy(input.data(), 0, to.data(), to.at(0), input.data().length);
        plan.forward(1);
    }

    static Tensor copy(Buffer buffer) {
        Tensor tensor = Tensor.zeros(buffer.shape());
        System.arraycopy(buffer.data(), buffer.at(0), tensor.data(), 0, tensor.data().length);
        return tensor;
    }

    /**
     * The nodes that show a network at a glance: its activations, or, where there are more than
     * {@code most}, the last one of every size.
     */
    public static List<String> overview(Network network, int most) {
        var activations = new ArrayList<String>();
        for (Node node : network.nodes()) {
            boolean activation =
                    node.layer() instanceof ActivationLayer || node.layer() instanceof PRelu;
            if (activation && Nodes.isMap(network.shape(node.name()))) {
                activations.add(node.name());
            }
        }
        if (activations.isEmpty()) {
            activations.add(Nodes.lastMap(network).name());
        }
        if (activations.size() <= most) {
            return activations;
        }
        Map<Integer, String> last = new LinkedHashMap<>();
        for (String name : activations) {
            last.put(network.shape(name).height(), name);
        }
        return List.copyOf(last.values());
    }

    public int channels() {
        return maps.shape().channels();
    }

    /** H x W: the map of one channel. */
    public Tensor channel(int channel) {
        Shape shape = maps.shape();
        Tensor map = Tensor.zeros(Shape.of(shape.height(), shape.width()));
        for (int i = 0; i < map.data().length; i++) {
            map.data()[i] = maps.data()[i * shape.channels() + channel];
        }
        return map;
    }

    /** The mean of every channel's map. */
    public double[] means() {
        int channels = channels();
        double[] means = new double[channels];
        for (int i = 0; i < maps.data().length; i++) {
            means[i % channels] += maps.data()[i];
        }
        for (int c = 0; c < channels; c++) {
            means[c] /= maps.shape().height() * maps.shape().width();
        }
        return means;
    }

    /** The largest number of every channel's map. */
    public double[] peaks() {
        int channels = channels();
        double[] peaks = new double[channels];
        Arrays.fill(peaks, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < maps.data().length; i++) {
            peaks[i % channels] = Math.max(peaks[i % channels], maps.data()[i]);
        }
        return peaks;
    }

    /** The channels in this order; equal ones as they stand in the network. */
    public List<Integer> ranked(Rank rank) {
        double[] by =
                switch (rank) {
                    case MEAN -> means();
                    case PEAK -> peaks();
                    case CHANNEL -> new double[channels()];
                };
        var order = new ArrayList<Integer>();
        for (int c = 0; c < channels(); c++) {
            order.add(c);
        }
        order.sort(Comparator.comparingDouble(c -> -by[c]));
        return order;
    }
}
