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
        return 4 * (ownForwardFloats() + source.outputs);
    }

    long ownBytes() {
        return sharedBytes() + (data == null ? 0 : 4 * data.packedSize());
    }

    private long ownForwardFloats() {
        long folded = source.norm == null ? 0 : source.shape.size();
        return forward.packedSize() > 0 ? forward.packedSize() : folded;
    }

    void bind(Weights all, PackedWeights shared) {
        weights = all;
        raw = all.get(source.weight).data();
        boolean first = !shared.has(op + " bias");
        bias = shared.get(op + " bias", () -> new float[source.outputs]);
        forForward =
                ownForwardFloats() == 0
                        ? raw
                        : shared.get(op, () -> Memory.allocate(ownForwardFloats()));
        forData = data == null || data.packedSize() == 0 ? raw : Memory.allocate(data.packedSize());
        if (first) {
            refreshForward(all);
        }
        refreshData();
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
        if (source.bias.isEmpty()) {
            Arrays.fill(bias, 0);
        } else {
            System.arraycopy(all.get(source.bias).data(), 0, bias, 0, bias.length);
        }
        float[] effective = source.norm == null ? raw : fold(all, source.norm);
        if (forward.packedSize() > 0) {
            forward.pack(effective, forForward);
        } else if (source.norm != null) {
            System.arraycopy(effective, 0, forForward, 0, effective.length);
        }
    }

    /**
     * {@code scale w} and {@code scale bias + shift}: the batch norm {@code y = scale x + shift}
     * disappears.
     */
    private float[] fold(Weights all, BatchNorm norm) {
        var affine = ScaleShift.of(all, source.normPrefix, source.outputs, norm.epsilon());
        float[] folded = raw.clone();
        int each = folded.length / source.outputs;
        for (int k = 0; k < source.outputs; k++) {
            for (int i = k * each; i < (k + 1) * each; i++) {
                folded[i] *= affine.scale()[k];
            }
            bias[k] = bias[k] * affine.scale()[k] + affine.shift()[k];
        }
        return folded;
    }
}
