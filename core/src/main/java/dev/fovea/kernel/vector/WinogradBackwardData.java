package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Panels.COLUMNS;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.LinearBackwardData;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;

/**
 * The gradient of a 3x3 convolution with stride 1 by its input, by Winograd's algorithm: it is
 * itself such a convolution, of dy, with the filters turned by half a turn and the roles of filters
 * and channels exchanged.
 */
final class WinogradBackwardData implements LinearBackwardData {
    private static final int KERNEL = 3;

    private final Workers workers;
    private final WinogradTile tile;
    private final WinogradConvolution convolution;
    private final WinogradOutput output;
    private final float[] noBias;
    private final boolean masked;

    WinogradBackwardData(
            Workers workers,
            ConvGeometry geometry,
            int maxBatch,
            boolean masked,
            WinogradTile tile) {
        this.workers = workers;
        this.tile = tile;
        this.masked = masked;
        ConvGeometry turned = turn(geometry);
        var blocking = WinogradBlocking.of(turned.inChannels(), turned.outChannels());
        convolution = new WinogradConvolution(workers, turned, maxBatch, tile, blocking, true);
        output = WinogradOutput.of(convolution.input(), turned, Epilogue.NONE);
        noBias = new float[Lanes.roundUp(geometry.inChannels())];
    }

    /** Whether the gradient of this convolution is one: padding reaches at most over the kernel. */
    static boolean fits(ConvGeometry geometry) {
        return ConvAlgorithm.isWinograd(geometry)
                && geometry.padTop() < KERNEL
                && geometry.padBottom() < KERNEL
                && geometry.padLeft() < KERNEL
                && geometry.padRight() < KERNEL;
    }

    /** The convolution from dy to dx. */
    private static ConvGeometry turn(ConvGeometry g) {
        return new ConvGeometry(
                g.outHeight(),
                g.outWidth(),
                g.outChannels(),
                g.inChannels(),
                KERNEL,
                KERNEL,
                1,
                1,
                KERNEL - 1 - g.padTop(),
                KERNEL - 1 - g.padBottom(),
                KERNEL - 1 - g.padLeft(),
                KERNEL - 1 - g.padRight(),
                1,
                1,
                1);
    }

    @Override
    public String algorithm() {
        return "winograd " + tile.size() + "x" + tile.size();
    }

    @Override
    public long packedSize() {
        return convolution.weights().size();
    }

    @Override
    public void pack(float[] weights, float[] packed) {
        convolution.weights().transform(workers, weights, packed, Memory.OFFSET);
    }

    @Override
    public long scratchSize() {
        return convolution.scratchSize();
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
        convolution.run(
                n,
                dy,
                dyOffset,
                weights,
                (index, channel, m, mOffset, planeStride, s, sOffset) -> {
                    output.transform(
                            index,
                            channel,
                            m,
                            mOffset,
                            planeStride,
                            noBias,
                            noBias,
                            0,
                            dx,
                            dxOffset,
                            s,
                            sOffset);
                    if (masked) {
                        maskTile(index, channel, mask, maskOffset, dx, dxOffset);
                    }
                },
                scratch);
    }

    /** {@code dx = 0} where the mask is not positive, in what one output has just written. */
    private void maskTile(
            int index, int channel, float[] mask, int maskOffset, float[] dx, int dxOffset) {
        int channels = output.channels();
        int tilesPerImage = output.tilesHigh() * output.tilesWide();
        int inImage = index % tilesPerImage;
        int top = inImage / output.tilesWide() * tile.size();
        int left = inImage % output.tilesWide() * tile.size();
        int image = index / tilesPerImage * output.height() * output.width();
        int rows = Math.min(tile.size(), output.height() - top);
        int columns = Math.min(tile.size(), output.width() - left);
        int at = (image + top * output.width() + left) * channels + channel;
        int count = Math.min(COLUMNS, channels - channel);
        for (int i = 0; i < rows; i++) {
            int row = at + i * output.width() * channels;
            ReluMask.applyToRuns(
                    columns, channels, count, mask, maskOffset + row, dx, dxOffset + row);
        }
    }
}
