package dev.fovea.kernel.vector;

import static dev.fovea.kernel.Activation.NONE;
import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Panels.ceilDiv;
import static dev.fovea.kernel.vector.Panels.roundUp;

import dev.fovea.kernel.Activation;
import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;

/**
 * The forward pass of a depthwise convolution with one filter for each channel: vectors run along
 * the channels, and a few neighbouring pixels are computed together so that each weight is loaded
 * once for all of them.
 *
 * <p>A last, partial vector of channels is moved back to end with the last channel: some channels
 * are computed twice, with the same result.
 */
final class DepthwiseForward implements LinearForward {
    /** Numbers of output that make a piece of work worth handing out. */
    private static final int PIECE = 1 << 14;

    private final Workers workers;
    private final ConvGeometry geometry;
    private final Epilogue epilogue;
    private final int channels;
    private final int taps;
    private final int outHeight;
    private final int outWidth;
    private final DepthwiseRow row;

    private DepthwiseForward(Workers workers, ConvGeometry geometry, Epilogue epilogue) {
        this.workers = workers;
        this.geometry = geometry;
        this.epilogue = epilogue;
        channels = geometry.inChannels();
        taps = geometry.kernelHeight() * geometry.kernelWidth();
        outHeight = geometry.outHeight();
        outWidth = geometry.outWidth();
        row = new DepthwiseRow(geometry);
    }

    static DepthwiseForward of(Workers workers, ConvGeometry geometry, Epilogue epilogue) {
        return new DepthwiseForward(workers, geometry, epilogue);
    }

    /**
     * Whether this kernel computes the geometry: one filter a channel, at least a vector of them.
     */
    static boolean fits(ConvGeometry geometry) {
        return geometry.isDepthwise()
                && geometry.outChannels() == geometry.inChannels()
                && geometry.inChannels() >= COUNT;
    }

    @Override
    public String algorithm() {
        return "depthwise";
    }

    @Override
    public long packedSize() {
        return (long) taps * channels;
    }

    /** {@code [C, 1, H, W]} becomes {@code [H, W, C]}. */
    @Override
    public void pack(float[] weights, float[] packed) {
        for (int c = 0; c < channels; c++) {
            for (int t = 0; t < taps; t++) {
                packed[Memory.OFFSET + t * channels + c] = weights[c * taps + t];
            }
        }
    }

    @Override
    public long scratchSize() {
        return epilogue.residual() ? (long) workers.threads() * rowSize() : 0;
    }

    private int rowSize() {
        return roundUp(outWidth * channels, 2 * COUNT);
    }

    @Override
    public void run(
            int n,
            float[] x,
            int xOffset,
            float[] packed,
            float[] bias,
            float[] residual,
            int residualOffset,
            float[] y,
            int yOffset,
            float[] scratch) {
        int rows = n * outHeight;
        int rowsAtOnce = Math.max(1, PIECE / (outWidth * channels));
        workers.run(
                ceilDiv(rows, rowsAtOnce),
                (piece, worker) -> {
                    int last = Math.min(rows, (piece + 1) * rowsAtOnce);
                    int own = Memory.OFFSET + worker * rowSize();
                    for (int r = piece * rowsAtOnce; r < last; r++) {
                        int image = xOffset + r / outHeight * geometry.inSize();
                        int at = r * outWidth * channels;
                        if (epilogue.residual()) {
                            row.run(r % outHeight, x, image, packed, bias, NONE, scratch, own);
                            addResidual(
                                    scratch, own, residual, residualOffset + at, y, yOffset + at);
                        } else {
                            Activation activation = epilogue.activation();
                            row.run(
                                    r % outHeight,
                                    x,
                                    image,
                                    packed,
                                    bias,
                                    activation,
                                    y,
                                    yOffset + at);
                        }
                    }
                });
    }

    private void addResidual(
            float[] sum, int from, float[] residual, int residualFrom, float[] y, int to) {
        int length = outWidth * channels;
        for (int i = 0; i < length; i++) {
            y[to + i] = sum[from + i] + residual[residualFrom + i];
        }
        VectorActivations.apply(epilogue.activation(), y, to, y, to, length);
    }
}
