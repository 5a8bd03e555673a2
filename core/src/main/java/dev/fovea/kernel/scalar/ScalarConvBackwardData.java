package dev.fovea.kernel.scalar;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.LinearBackwardData;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;
import java.util.Arrays;

/**
 * The transposed convolution. Weights are packed as {@code [kernelHeight, kernelWidth, outChannels
 * / groups, inChannels]}, so that the innermost loop runs over the input channels of one group. One
 * piece is one input row of one image: it gathers from the output rows whose windows reach it.
 */
record ScalarConvBackwardData(Workers workers, ConvGeometry geometry, int maxBatch, boolean masked)
        implements LinearBackwardData {
    @Override
    public String algorithm() {
        return "direct";
    }

    @Override
    public long packedSize() {
        return geometry.weightSize();
    }

    @Override
    public void pack(float[] weights, float[] packed) {
        int taps = geometry.kernelHeight() * geometry.kernelWidth();
        int groupIn = geometry.inChannels() / geometry.groups();
        int groupOut = geometry.outChannels() / geometry.groups();
        int from = 0;
        for (int k = 0; k < geometry.outChannels(); k++) {
            int group = k / groupOut;
            for (int c = 0; c < groupIn; c++) {
                for (int tap = 0; tap < taps; tap++) {
                    int row = tap * groupOut + k % groupOut;
                    int at = row * geometry.inChannels() + group * groupIn + c;
                    packed[Memory.OFFSET + at] = weights[from++];
                }
            }
        }
    }

    @Override
    public long scratchSize() {
        return 0;
    }

    @Override
    public void run(
            int n,
            float[] dy,
            int dyOffset,
            float[] weights,
            float[] mask,
            int maskOffset,
            float[] dx,
            int dxOffset,
            float[] scratch) {
        assert n >= 1 && n <= maxBatch : n;
        int inHeight = geometry.inHeight();
        int rowSize = geometry.inWidth() * geometry.inChannels();
        workers.run(
                n * inHeight,
                (piece, worker) -> {
                    int image = piece / inHeight;
                    int at = piece * rowSize;
                    int dyAt = dyOffset + image * geometry.outSize();
                    row(piece % inHeight, dy, dyAt, weights, dx, dxOffset + at);
                    if (masked) {
                        Rows.mask(rowSize, mask, maskOffset + at, dx, dxOffset + at);
                    }
                });
    }

    private void row(int ih, float[] dy, int dyAt, float[] weights, float[] dx, int dxAt) {
        int channels = geometry.inChannels();
        int outWidth = geometry.outWidth();
        Arrays.fill(dx, dxAt, dxAt + geometry.inWidth() * channels, 0);
        for (int kh = 0; kh < geometry.kernelHeight(); kh++) {
            int down = kh * geometry.dilationHeight() - geometry.padTop();
            int oh = Taps.reading(ih, down, geometry.strideHeight(), geometry.outHeight());
            if (oh < 0) {
                continue;
            }
            for (int kw = 0; kw < geometry.kernelWidth(); kw++) {
                int reach = kw * geometry.dilationWidth() - geometry.padLeft();
                int end = Taps.end(reach, geometry.strideWidth(), geometry.inWidth(), outWidth);
                for (int ow = Taps.first(reach, geometry.strideWidth()); ow < end; ow++) {
                    int iw = ow * geometry.strideWidth() + reach;
                    int pixel = dyAt + (oh * outWidth + ow) * geometry.outChannels();
                    tap(
                            kh * geometry.kernelWidth() + kw,
                            dy,
                            pixel,
                            weights,
                            dx,
                            dxAt + iw * channels);
                }
            }
        }
    }

    /** Adds what one output pixel owes one input pixel through one tap of the window. */
    private void tap(int tap, float[] dy, int dyAt, float[] weights, float[] dx, int dxAt) {
        int channels = geometry.inChannels();
        int groupIn = channels / geometry.groups();
        int groupOut = geometry.outChannels() / geometry.groups();
        int wAt = Memory.OFFSET + tap * groupOut * channels;
        if (groupIn == 1 && groupOut == 1) {
            Rows.addProducts(channels, dy, dyAt, weights, wAt, dx, dxAt);
            return;
        }
        for (int group = 0; group < geometry.groups(); group++) {
            int c = group * groupIn;
            for (int k = 0; k < groupOut; k++) {
                float value = dy[dyAt + group * groupOut + k];
                Rows.addScaled(groupIn, value, weights, wAt + k * channels + c, dx, dxAt + c);
            }
        }
    }
}
