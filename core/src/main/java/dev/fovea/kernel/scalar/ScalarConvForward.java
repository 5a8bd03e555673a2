package dev.fovea.kernel.scalar;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;

/**
 * Direct convolution. Weights are packed as {@code [kernelHeight, kernelWidth, inChannels / groups,
 * outChannels]}, so that the innermost loop runs over the output channels of one group, or, where
 * every channel has its own filter, over all channels. One piece is one output row of one image.
 */
record ScalarConvForward(Workers workers, ConvGeometry geometry, int maxBatch, Epilogue epilogue)
        implements LinearForward {
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
        int from = 0;
        for (int k = 0; k < geometry.outChannels(); k++) {
            for (int c = 0; c < groupIn; c++) {
                for (int tap = 0; tap < taps; tap++) {
                    int at = (tap * groupIn + c) * geometry.outChannels() + k;
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
            float[] x,
            int xOffset,
            float[] weights,
            float[] bias,
            float[] residual,
            int residualOffset,
            float[] y,
            int yOffset,
            float[] scratch) {
        assert n >= 1 && n <= maxBatch : n;
        int outHeight = geometry.outHeight();
        int channels = geometry.outChannels();
        int rowSize = geometry.outWidth() * channels;
        workers.run(
                n * outHeight,
                (piece, worker) -> {
                    int image = piece / outHeight;
                    int at = piece * rowSize;
                    int xAt = xOffset + image * geometry.inSize();
                    for (int pixel = at; pixel < at + rowSize; pixel += channels) {
                        Rows.start(
                                epilogue,
                                channels,
                                bias,
                                0,
                                residual,
                                residualOffset + pixel,
                                y,
                                yOffset + pixel);
                    }
                    addRow(piece % outHeight, x, xAt, weights, y, yOffset + at);
                    ScalarActivations.apply(
                            epilogue.activation(), rowSize, y, yOffset + at, y, yOffset + at);
                });
    }

    private void addRow(int oh, float[] x, int xAt, float[] weights, float[] y, int yAt) {
        int width = geometry.outWidth();
        int channels = geometry.outChannels();
        for (int kh = 0; kh < geometry.kernelHeight(); kh++) {
            int ih =
                    oh * geometry.strideHeight()
                            - geometry.padTop()
                            + kh * geometry.dilationHeight();
            if (ih < 0 || ih >= geometry.inHeight()) {
                continue;
            }
            for (int kw = 0; kw < geometry.kernelWidth(); kw++) {
                int reach = kw * geometry.dilationWidth() - geometry.padLeft();
                int end = Taps.end(reach, geometry.strideWidth(), geometry.inWidth(), width);
                for (int ow = Taps.first(reach, geometry.strideWidth()); ow < end; ow++) {
                    int iw = ow * geometry.strideWidth() + reach;
                    int pixel = xAt + (ih * geometry.inWidth() + iw) * geometry.inChannels();
                    tap(
                            kh * geometry.kernelWidth() + kw,
                            x,
                            pixel,
                            weights,
                            y,
                            yAt + ow * channels);
                }
            }
        }
    }

    /** Adds what one tap of the window reads from one pixel to one output pixel. */
    private void tap(int tap, float[] x, int xAt, float[] weights, float[] y, int yAt) {
        int channels = geometry.outChannels();
        int groupIn = geometry.inChannels() / geometry.groups();
        int groupOut = channels / geometry.groups();
        int wAt = Memory.OFFSET + tap * groupIn * channels;
        if (groupIn == 1 && groupOut == 1) {
            Rows.addProducts(channels, x, xAt, weights, wAt, y, yAt);
            return;
        }
        for (int group = 0; group < geometry.groups(); group++) {
            int k = group * groupOut;
            for (int c = 0; c < groupIn; c++) {
                float value = x[xAt + group * groupIn + c];
                Rows.addScaled(groupOut, value, weights, wAt + c * channels + k, y, yAt + k);
            }
        }
    }
}
