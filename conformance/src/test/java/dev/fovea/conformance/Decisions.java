package dev.fovea.conformance;

import dev.fovea.kernel.PoolGeometry;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Relu6;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.Plan;
import dev.fovea.tensor.Shape;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Which values a plan let through its ReLUs, and which won in its windows.
 *
 * <p>A value that lies closer to such a kink than it is rounded goes one way in floats and another
 * in doubles, and the gradient with it: in a deep layer one of a thousand values is three percent
 * of the norm. Two engines can be compared only where both decide alike.
 */
final class Decisions {
    private final Network network;
    private final Plan plan;
    private final int n;

    /** Those of the plan's last run over {@code n} samples; it must keep {@link #nodes}. */
    Decisions(Network network, Plan plan, int n) {
        this.network = network;
        this.plan = plan;
        this.n = n;
    }

    /** The nodes whose outputs tell. */
    static Set<String> nodes(Network network) {
        var names = new LinkedHashSet<String>();
        for (Node node : network.nodes()) {
            switch (node.layer()) {
                case Relu _, Relu6 _ -> names.add(node.name());
                case MaxPool2d _ -> names.add(node.inputs().getFirst());
                default -> {}
            }
        }
        return names;
    }

    /** The node's output if it is one that decides, else empty. */
    Optional<Tensor> follow(Node node, Tensor x) {
        return switch (node.layer()) {
            case Relu _ -> Optional.of(rectify(node, x, Float.POSITIVE_INFINITY));
            case Relu6 _ -> Optional.of(rectify(node, x, 6));
            case MaxPool2d pool -> Optional.of(winners(node, pool, x));
            default -> Optional.empty();
        };
    }

    private Tensor rectify(Node node, Tensor x, float ceiling) {
        float[] y = values(node.name());
        var slope = new float[y.length];
        var constant = new float[y.length];
        for (int i = 0; i < y.length; i++) {
            slope[i] = y[i] > 0 && y[i] < ceiling ? 1 : 0;
            constant[i] = y[i] >= ceiling ? ceiling : 0;
        }
        Shape shape = network.shape(node.name());
        return torch.add(
                torch.mul(x, TorchNetwork.map(slope, n, shape)),
                TorchNetwork.map(constant, n, shape));
    }

    /** The first of the largest in a window, as libtorch has it. */
    private Tensor winners(Node node, MaxPool2d pool, Tensor x) {
        float[] values = values(node.inputs().getFirst());
        PoolGeometry g = pool.geometry(network.inputShapes(node).getFirst());
        long[] winners = new long[n * g.outSize()];
        int at = 0;
        for (int image = 0; image < n; image++) {
            for (int c = 0; c < g.channels(); c++) {
                for (int oh = 0; oh < g.outHeight(); oh++) {
                    for (int ow = 0; ow < g.outWidth(); ow++) {
                        winners[at++] = winner(g, values, image, c, oh, ow);
                    }
                }
            }
        }
        Tensor indices =
                torch.from_blob(
                                new LongPointer(winners),
                                new long[] {n, g.channels(), g.outSize() / g.channels()},
                                torch.dtype(ScalarType.Long))
                        .clone();
        return torch.flatten(x, 2, 3)
                .gather(2, indices)
                .reshape(n, g.channels(), g.outHeight(), g.outWidth());
    }

    private static int winner(PoolGeometry g, float[] values, int image, int c, int oh, int ow) {
        int best = -1;
        float largest = 0;
        for (int kh = 0; kh < g.kernelHeight(); kh++) {
            int h = oh * g.strideHeight() - g.padTop() + kh * g.dilationHeight();
            for (int kw = 0; kw < g.kernelWidth(); kw++) {
                int w = ow * g.strideWidth() - g.padLeft() + kw * g.dilationWidth();
                if (h < 0 || h >= g.inHeight() || w < 0 || w >= g.inWidth()) {
                    continue;
                }
                int pixel = h * g.inWidth() + w;
                float value = values[image * g.inSize() + pixel * g.channels() + c];
                if (best < 0 || value > largest) {
                    best = pixel;
                    largest = value;
                }
            }
        }
        return best;
    }

    private float[] values(String node) {
        Buffer output = plan.output(node);
        return Arrays.copyOfRange(output.data(), output.offset(), output.at(n));
    }
}
