package dev.fovea.explain;

import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.ReceptiveField;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.Mode;
import dev.fovea.plan.Plan;
import dev.fovea.plan.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.Set;

/**
 * What a unit could see of a picture, and what moved it: the receptive field by the sizes of the
 * windows, and by gradients (Luo et al. 2016, arXiv 1701.04128).
 *
 * @param node whose unit
 * @param row of the unit, counted from 0
 * @param column of the unit
 * @param region the pixels that can change it; hangs over the edge where the unit looks at padding
 * @param strength {@code [H, W]} of the input: the largest magnitude over the colours of the
 *     gradient of the unit (the sum over its channels, if none was named) by each pixel
 */
public record EffectiveField(
        String node, int row, int column, ReceptiveField.Region region, Tensor strength) {
    /** The sum of all channels. */
    public static final int ALL_CHANNELS = -1;

    /**
     * @param input the prepared picture
     * @param name of the node
     * @param channel which, or {@link #ALL_CHANNELS}
     * @throws IllegalArgumentException if there is no such node or unit
     */
    public static EffectiveField of(
            Model model,
            Kernels kernels,
            Tensor input,
            String name,
            int row,
            int column,
            int channel) {
        Node node = Nodes.find(model.network(), name);
        Nodes.requireCell(model.network(), node, row, column);
        if (channel != ALL_CHANNELS) {
            Nodes.requireChannel(model.network(), node, channel);
        }
        Network part = model.network().upTo(node.name());
        PlanOptions options =
                PlanOptions.of(Mode.GRADIENTS, 1).withKeepGradients(Set.of(Network.INPUT));
        Plan plan = Plan.of(part, Nodes.weights(part, model.weights()), kernels, options);
        ActivationMaps.run(plan, input);
        Buffer seed = plan.outputGradient();
        Shape shape = seed.shape();
        Arrays.fill(seed.data(), seed.at(0), seed.at(1), 0);
        int unit = seed.at(0) + (row * shape.width() + column) * shape.channels();
        if (channel == ALL_CHANNELS) {
            Arrays.fill(seed.data(), unit, unit + shape.channels(), 1);
        } else {
            seed.data()[unit + channel] = 1;
        }
        plan.backward();
        Tensor gradient = ActivationMaps.copy(plan.gradient(Network.INPUT));
        ReceptiveField field = ReceptiveField.of(part).get(node.name());
        if (field == null) {
            throw new IllegalStateException(node.name() + " has no receptive field");
        }
        return new EffectiveField(
                node.name(),
                row,
                column,
                field.region(shape.isMap() ? row : 0, shape.isMap() ? column : 0),
                PixelMaps.magnitude(gradient));
    }

    /**
     * The side of the smallest square around the middle of the region that holds this share of the
     * strength; 0 where nothing moves the unit.
     *
     * @param share 0 to 1
     */
    public int sideHolding(double share) {
        int height = strength.shape().extent(0);
        int width = strength.shape().extent(1);
        double middleRow = region.top() + (region.height() - 1) / 2.0;
        double middleColumn = region.left() + (region.width() - 1) / 2.0;
        double[] byDistance = new double[height + width + region.height() + region.width() + 2];
        double total = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double distance = Math.max(Math.abs(y - middleRow), Math.abs(x - middleColumn));
                float value = strength.data()[y * width + x];
                byDistance[(int) Math.ceil(distance)] += value;
                total += value;
            }
        }
        double sum = 0;
        for (int reach = 0; reach < byDistance.length && total > 0; reach++) {
            sum += byDistance[reach];
            if (sum >= share * total) {
                boolean betweenPixels = middleRow != Math.rint(middleRow);
                return betweenPixels ? 2 * reach : 2 * reach + 1;
            }
        }
        return 0;
    }
}
