package dev.fovea.plan;

import dev.fovea.kernel.LinearBackwardData;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a convolution or dense layer in the forms its kernels read, with batch norm folded
 * in where asked.
 */
final class LinearWeights {
    /**
     * What is read from the weights.
     *
     * @param bias full name, empty for none
     * @param norm batch norm to fold in, null for none
     * @param normPrefix what the batch norm's parameter names start with
     */
    record Source(
            String weight,
            Shape shape,
            String bias,
            int outputs,
            @Nullable BatchNorm norm,
            String normPrefix) {}

    private final String op;
    private final Source source;
    private final LinearForward forward;
    private @Nullable LinearBackwardData data;
    private @Nullable Weights weights;
    private float[] raw = {};
    private float[] forForward = {};
    private float[] forData = {};
    private float[] bias = {};

    LinearWeights(String op, Source source, LinearForward forward) {
        this.op = op;
        this.source = source;
        this.forward = forward;
    }

    Source source() {
        return source;
    }

    void alsoFor(LinearBackwardData kernel) {
        data = kernel;
    }

    float[] forForward() {
        return forForward;
    }

    float[] forData() {
        return forData;
    }

    float[] bias() {
        return bias;
    }

    long sharedBytes() {
        long own = ownForwardFloats();
        return 4L * source.outputs + (own == 0 ? 0 : Memory.bytes(own));
    }

    long ownBytes() {
        long forData = data == null ? 0 : data.packedSize();
        return sharedBytes() + (forData == 0 ? 0 : Memory.bytes(forData));
    }

    /** Bytes of the weights as the forward kernel reads them. */
    long forwardBytes() {
        long own = ownForwardFloats();
        return 4 * (own > 0 ? own : source.shape.size());
    }

    /** Bytes of the weights as the kernel of backward by data reads them. */
    long dataBytes() {
        long own = data == null ? 0 : data.packedSize();
        return 4 * (own > 0 ? own : source.shape.size());
    }

    private long ownForwardFloats() {
        long folded = source.norm == null ? 0 : source.shape.size();
        return forward.packedSize() > 0 ? forward.packedSize() : folded;
    }

    /**
     * For people: whether the kernels read them as they are or in another form, and how large.
     *
     * @param fixed whether they never change, so that what was packed need not be kept
     */
    String report(boolean fixed) {
        String size = Heap.text(4L * source.shape.size());
        if (ownForwardFloats() == 0) {
            return "kept as they are, " + size;
        }
        String packed = "packed in " + Heap.text(4 * ownForwardFloats());
        return fixed && passing()
                ? packed + ", not kept (" + size + ")"
                : packed + ", kept (" + size + ")";
    }

    /** Whether the weights are read only to be packed. */
    boolean passing() {
        return ownForwardFloats() > 0 && data == null;
    }

    void bind(Weights all, PackedWeights shared) {
        weights = all;
        boolean first = !shared.has(op + " bias");
        if (first || !passing()) {
            raw = all.get(source.weight).data();
        }
        take(shared);
        forData = data == null || data.packedSize() == 0 ? raw : Memory.allocate(data.packedSize());
        if (first) {
            refreshForward(all);
        }
        refreshData();
    }

    /**
     * Packs weights that are not kept.
     *
     * @param staged the weights, from index 0; overwritten
     * @param kept all other parameters
     */
    void pack(float[] staged, Weights kept, PackedWeights shared) {
        take(shared);
        pack(kept, staged);
    }

    private void take(PackedWeights shared) {
        bias = shared.get(op + " bias", () -> new float[source.outputs]);
        forForward =
                ownForwardFloats() == 0
                        ? raw
                        : shared.get(op, () -> Memory.allocate(ownForwardFloats()));
    }

    void refresh() {
        if (weights != null) {
            refreshForward(weights);
            refreshData();
        }
    }

    private void refreshData() {
        if (data != null && data.packedSize() > 0) {
            data.pack(raw, forData);
        }
    }

    private void refreshForward(Weights all) {
        pack(all, source.norm == null ? raw : raw.clone());
    }

    /**
     * @param w the weights; batch norm is folded into them where they are
     */
    private void pack(Weights all, float[] w) {
        if (source.bias.isEmpty()) {
            Arrays.fill(bias, 0);
        } else {
            System.arraycopy(all.get(source.bias).data(), 0, bias, 0, bias.length);
        }
        if (source.norm != null) {
            fold(all, source.norm, w);
        }
        if (forward.packedSize() > 0) {
            forward.pack(w, forForward);
        } else if (source.norm != null) {
            System.arraycopy(w, 0, forForward, 0, source.shape.size());
        }
    }

    /**
     * {@code scale w} and {@code scale bias + shift}: the batch norm {@code y = scale x + shift}
     * disappears.
     */
    private void fold(Weights all, BatchNorm norm, float[] w) {
        var affine = ScaleShift.of(all, source.normPrefix, source.outputs, norm.epsilon());
        int each = source.shape.size() / source.outputs;
        for (int k = 0; k < source.outputs; k++) {
            for (int i = k * each; i < (k + 1) * each; i++) {
                w[i] *= affine.scale()[k];
            }
            bias[k] = bias[k] * affine.scale()[k] + affine.shift()[k];
        }
    }
}
