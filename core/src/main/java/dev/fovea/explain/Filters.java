package dev.fovea.explain;

import dev.fovea.model.Model;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The filters of a convolution, each in the form of the piece of its input that it is compared
 * with.
 *
 * @param node the convolution's name
 * @param filters {@code [H, W, C]} each, in the order of the node's channels; C counts the channels
 *     that one filter reads
 */
public record Filters(String node, List<Tensor> filters) {
    public Filters {
        filters = List.copyOf(filters);
    }

    /**
     * The filters that read the picture itself: those of the first convolution whose input is the
     * network's. Empty where there is none.
     */
    public static Optional<Filters> first(Model model) {
        for (Node node : model.network().nodes()) {
            if (node.layer() instanceof Conv2d && node.inputs().contains(Network.INPUT)) {
                return Optional.of(of(model, node));
            }
        }
        return Optional.empty();
    }

    private static Filters of(Model model, Node node) {
        Tensor weight = model.weights().get(node.prefix() + ".weight");
        List<Tensor> filters = new ArrayList<>();
        for (int filter = 0; filter < weight.shape().extent(0); filter++) {
            filters.add(filter(weight, filter));
        }
        return new Filters(node.name(), filters);
    }

    /** Weights lie as filter, channel, row, column; pictures as row, column, channel. */
    private static Tensor filter(Tensor weight, int filter) {
        int channels = weight.shape().extent(1);
        int height = weight.shape().extent(2);
        int width = weight.shape().extent(3);
        Tensor turned = Tensor.zeros(Shape.of(height, width, channels));
        int from = filter * turned.data().length;
        for (int c = 0; c < channels; c++) {
            for (int cell = 0; cell < height * width; cell++) {
                turned.data()[cell * channels + c] =
                        weight.data()[from + c * height * width + cell];
            }
        }
        return turned;
    }
}
