package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import dev.fovea.kernel.Activation;
import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import jdk.incubator.vector.FloatVector;

/**
 * Transforms Winograd's products back to pixels of {@code [N, height, width, channels]} and applies
 * the epilogue.
 *
 * @param height of the output, like width
 */
record WinogradOutput(
        WinogradTile tile,
        int height,
        int width,
        int channels,
        int tilesHigh,
        int tilesWide,
        Epilogue epilogue) {
    /** The outputs that belong to the tiles of {@code input}. */
    static WinogradOutput of(WinogradInput input, ConvGeometry geometry, Epilogue epilogue) {
        return new WinogradOutput(
                input.tile(),
                geometry.outHeight(),
                geometry.outWidth(),
                geometry.outChannels(),
                input.tilesHigh(),
                input.tilesWide(),
                epilogue);
    }

    /**
     * One tile and one vector of channels.
     *
     * @param index of the tile, as {@link WinogradInput} numbers them
     * @param scratch room for two tiles, see {@link WinogradInput#scratchSize()}
     */
    void transform(
            int index,
            int channel,
            float[] m,
            int mOffset,
            int planeStride,
            float[] bias,
            float[] residual,
            int residualOffset,
            float[] y,
            int yOffset,
            float[] scratch,
            int scratchOffset) {
        int size = tile.size();
        int inImage = index % (tilesHigh * tilesWide);
        int top = inImage / tilesWide * size;
        int left = inImage % tilesWide * size;
        int image = index / (tilesHigh * tilesWide) * height * width;
        int corner = (image + top * width + left) * channels + channel;
        int rows = Math.min(size, height - top);
        int columns = Math.min(size, width - left);
        int lanes = Math.min(COUNT, channels - channel);
        Activation.Kind kind = epilogue.activation().kind();
        boolean inRegisters = kind == Activation.Kind.NONE || kind == Activation.Kind.RELU;
        if (rows == size
                && columns == size
                && lanes == COUNT
                && inRegisters
                && !epilogue.residual()) {
            float floor = kind == Activation.Kind.RELU ? 0 : Float.NEGATIVE_INFINITY;
            tile.output(
                    m,
                    mOffset,
                    planeStride,
                    bias,
                    channel,
                    floor,
                    y,
                    yOffset + corner,
                    width * channels,
                    channels,
                    scratch,
                    scratchOffset);
            return;
        }
        int pixels = scratchOffset + tile.scratchSize();
        tile.output(
                m,
                mOffset,
                planeStride,
                Panels.ZEROS,
                0,
                Float.NEGATIVE_INFINITY,
                scratch,
                pixels,
                size * COUNT,
                COUNT,
                scratch,
                scratchOffset);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int pixel = pixels + (i * size + j) * COUNT;
                addLanes(bias, channel, lanes, scratch, pixel);
                if (epilogue.residual()) {
                    int at = residualOffset + corner + (i * width + j) * channels;
                    addLanes(residual, at, lanes, scratch, pixel);
                }
            }
        }
        VectorActivations.apply(
                epilogue.activation(), scratch, pixels, scratch, pixels, size * size * COUNT);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int pixel = pixels + (i * size + j) * COUNT;
                copyLanes(scratch, pixel, lanes, y, yOffset + corner + (i * width + j) * channels);
            }
        }
    }

    private static void addLanes(float[] a, int from, int lanes, float[] sum, int to) {
        if (lanes == COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, sum, to);
            v.add(FloatVector.fromArray(FLOATS, a, from)).intoArray(sum, to);
        } else {
            for (int l = 0; l < lanes; l++) {
                sum[to + l] += a[from + l];
            }
        }
    }

    private static void copyLanes(float[] a, int from, int lanes, float[] y, int to) {
        if (lanes == COUNT) {
            FloatVector.fromArray(FLOATS, a, from).intoArray(y, to);
        } else {
            System.arraycopy(a, from, y, to, lanes);
        }
    }
}
