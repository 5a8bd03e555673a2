package dev.fovea.explain;

import dev.fovea.nn.Network;
import dev.fovea.nn.ReceptiveField;
import dev.fovea.plan.Buffer;
import dev.fovea.tensor.Shape;
import java.util.Objects;

/** How far the output of one node goes from what it was, picture by picture. */
final class FeatureDistance {
    final String node;
    private final Shape shape;
    private final double stride;
    private final int margin;
    private final float[] before;

    FeatureDistance(Network network, String node, int batch) {
        this.node = node;
        shape = network.shape(node);
        ReceptiveField field = Objects.requireNonNull(ReceptiveField.of(network).get(node));
        stride = field.columns().stride();
        margin = stride > 0 ? (int) Math.ceil((field.columns().size() - 1) / 2.0 / stride) : 0;
        before = new float[Math.multiplyExact(batch, shape.size())];
    }

    /** What the node gives for unchanged pictures. */
    void remember(Buffer output, int n) {
        System.arraycopy(output.data(), output.offset(), before, 0, n * shape.size());
    }

    /** {@code |f(Tx) - f(x)| / |f(x)|} of a picture of the batch. */
    double inPlace(Buffer output, int i) {
        double difference = 0;
        double norm = 0;
        int from = i * shape.size();
        int at = output.at(i);
        for (int k = 0; k < shape.size(); k++) {
            double was = before[from + k];
            double now = output.data()[at + k] - was;
            difference += now * now;
            norm += was * was;
        }
        return ratio(difference, norm);
    }

    /**
     * {@code |f(Tx) - Tf(x)| / |Tf(x)|} where T shifts to the right by so many pixels. Cells whose
     * receptive field hangs over an edge see what T brings in; they are left out as far as that
     * leaves a third of the columns.
     *
     * @return NaN if the shift is no whole number of cells
     */
    double movedAlong(Buffer output, int i, double pixels) {
        double cells = stride > 0 ? pixels / stride : Double.NaN;
        if (!Nodes.isMap(shape) || cells != Math.rint(cells) || cells >= shape.width()) {
            return Double.NaN;
        }
        int shift = (int) cells;
        int edge = Math.min(margin, (shape.width() - shift - 1) / 3);
        int rows = Math.min(margin, (shape.height() - 1) / 3);
        int channels = shape.channels();
        double difference = 0;
        double norm = 0;
        for (int y = rows; y < shape.height() - rows; y++) {
            for (int x = shift + edge; x < shape.width() - edge; x++) {
                int cell = (y * shape.width() + x) * channels;
                int was = i * shape.size() + cell - shift * channels;
                int now = output.at(i) + cell;
                for (int c = 0; c < channels; c++) {
                    double moved = output.data()[now + c] - (double) before[was + c];
                    difference += moved * moved;
                    norm += (double) before[was + c] * before[was + c];
                }
            }
        }
        return ratio(difference, norm);
    }

    /** A feature that was nothing and became something has gone as far as it is large: 1. */
    private static double ratio(double difference, double norm) {
        return norm == 0 ? (difference == 0 ? 0 : 1) : Math.sqrt(difference / norm);
    }
}
