package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Panels.COLUMNS;
import static dev.fovea.kernel.vector.Panels.ZEROS;

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

    /** Floats of scratch for one thread: a half-transformed tile and its pixels. */
    static int scratchSize(WinogradTile tile) {
        return 2 * tile.planes() * COLUMNS;
    }

    /**
     * One tile and one panel of channels, or what there is of it.
     *
     * @param index of the tile, as {@link WinogradInput} numbers them
     * @param channel the panel's first
     * @param scratch {@link #scratchSize} floats from {@code scratchOffset}
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
        int count = Math.min(COLUMNS, channels - channel);
        int vectors = Panels.ceilDiv(count, COUNT);
        boolean whole = rows == size && columns == size && count % COUNT == 0;
        Activation.Kind kind = epilogue.activation().kind();
        boolean inRegisters = kind == Activation.Kind.NONE || kind == Activation.Kind.RELU;
        if (whole && inRegisters && !epilogue.residual()) {
            float floor = kind == Activation.Kind.RELU ? 0 : Float.NEGATIVE_INFINITY;
            for (int c = 0; c < count; c += COUNT) {
                tile.output(
                        m,
                        mOffset + c,
                        planeStride,
                        bias,
                        channel + c,
                        floor,
                        y,
                        yOffset + corner + c,
                        width * channels,
                        channels,
                        scratch,
                        scratchOffset);
            }
            return;
        }
        int pixels = scratchOffset + tile.planes() * COUNT;
        int stride = vectors * COUNT;
        for (int c = 0; c < count; c += COUNT) {
            tile.output(
                    m,
                    mOffset + c,
                    planeStride,
                    ZEROS,
                    0,
                    Float.NEGATIVE_INFINITY,
                    scratch,
                    pixels + c,
                    size * stride,
                    stride,
                    scratch,
                    scratchOffset);
        }
        if (inRegisters && count % COUNT == 0) {
            float floor = kind == Activation.Kind.RELU ? 0 : Float.NEGATIVE_INFINITY;
            for (int i = 0; i < rows; i++) {
                int at = corner + i * width * channels;
                finishRow(
                        columns,
                        count,
                        scratch,
                        pixels + i * size * stride,
                        bias,
                        channel,
                        floor,
                        residual,
                        residualOffset + at,
                        y,
                        yOffset + at);
            }
            return;
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int pixel = pixels + (i * size + j) * stride;
                add(bias, channel, count, scratch, pixel);
                if (epilogue.residual()) {
                    int at = residualOffset + corner + (i * width + j) * channels;
                    add(residual, at, count, scratch, pixel);
                }
            }
        }
        int length = size * size * stride;
        VectorActivations.apply(epilogue.activation(), scratch, pixels, scratch, pixels, length);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int pixel = pixels + (i * size + j) * stride;
                int at = yOffset + corner + (i * width + j) * channels;
                System.arraycopy(scratch, pixel, y, at, count);
            }
        }
    }

    /** Bias, residual and a floor over whole vectors of the pixels of one row. */
    private void finishRow(
            int pixels,
            int count,
            float[] sum,
            int from,
            float[] bias,
            int channel,
            float floor,
            float[] residual,
            int residualFrom,
            float[] y,
            int to) {
        boolean hasResidual = epilogue.residual();
        FloatVector low = FloatVector.broadcast(FLOATS, floor);
        for (int j = 0; j < pixels; j++) {
            for (int c = 0; c < count; c += COUNT) {
                int at = j * channels + c;
                FloatVector v =
                        FloatVector.fromArray(FLOATS, sum, from + j * count + c)
                                .add(FloatVector.fromArray(FLOATS, bias, channel + c));
                if (hasResidual) {
                    v = v.add(FloatVector.fromArray(FLOATS, residual, residualFrom + at));
                }
                v.blend(low, v.lt(low)).intoArray(y, to + at);
            }
        }
    }

    private static void add(float[] a, int from, int count, float[] sum, int to) {
        for (int i = 0; i < count; i++) {
            sum[to + i] += a[from + i];
        }
    }
}
