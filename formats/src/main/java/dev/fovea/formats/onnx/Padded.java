package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Pad;
import dev.fovea.nn.Padding;
import dev.fovea.nn.Size;
import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * What windows with zeros around them read: a map that a Pad has put zeros around is read without
 * it, and its zeros become the window's own. The numbers are the same, and what comes before them
 * can be trained.
 *
 * @param x the map
 * @param padding around it
 */
record Padded(Activation x, Padding padding) {
    /** Of a window over a map, which may be the output of a Pad. */
    static Padded of(Call call, Window window, Activation x) {
        Padding own = window.padding(x.shape());
        if (x.node().equals(Network.INPUT) || !x.isMap()) {
            return new Padded(x, own);
        }
        Network network = call.graph.network();
        Node node = network.node(x.node());
        if (!(node.layer() instanceof Pad pad) || !isZeros(pad)) {
            return new Padded(x, own);
        }
        Shape shape = network.shape(node.inputs().getFirst());
        Size in = new Size(x.shape().height(), x.shape().width());
        Padding.Explicit sides =
                own.resolve(in, window.kernel(), window.stride(), window.dilation());
        List<Integer> before = pad.before();
        List<Integer> after = pad.after();
        var all =
                new Padding.Explicit(
                        Math.addExact(sides.top(), before.get(0)),
                        Math.addExact(sides.bottom(), after.get(0)),
                        Math.addExact(sides.left(), before.get(1)),
                        Math.addExact(sides.right(), after.get(1)));
        // A window that reads nothing but zeros is for Pad alone.
        int rows = (window.kernel().height() - 1) * window.dilation().height();
        int columns = (window.kernel().width() - 1) * window.dilation().width();
        boolean fits =
                Math.max(all.top(), all.bottom()) <= rows
                        && Math.max(all.left(), all.right()) <= columns;
        return fits
                ? new Padded(new Activation(node.inputs().getFirst(), shape, x.batch()), all)
                : new Padded(x, own);
    }

    /** Whether it only adds zeros at the four sides of a map. */
    private static boolean isZeros(Pad pad) {
        return pad.mode() == Pad.Mode.CONSTANT
                && pad.value() == 0
                && pad.before().size() == 3
                && pad.before().get(2) == 0
                && pad.after().get(2) == 0
                && pad.before().stream().allMatch(count -> count >= 0)
                && pad.after().stream().allMatch(count -> count >= 0);
    }
}
