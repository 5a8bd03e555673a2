package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import dev.fovea.kernel.PoolAxis;
import dev.fovea.kernel.PoolGeometry;
import dev.fovea.kernel.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Averages of windows, channels along the lanes. One piece is some channels of one row. */
record VectorAvgPool(PoolGeometry geometry, PoolAxis rows, PoolAxis columns) {
    /** Channels of a piece, unless the piece would be too short. */
    private static final int CHANNELS = 128;

    static VectorAvgPool of(PoolGeometry geometry) {
        return new VectorAvgPool(geometry, PoolAxis.rows(geometry), PoolAxis.columns(geometry));
    }

    static VectorAvgPool adaptive(PoolGeometry geometry) {
        return new VectorAvgPool(
                geometry, PoolAxis.adaptiveRows(geometry), PoolAxis.adaptiveColumns(geometry));
    }

    void forward(Workers workers, int n, float[] x, int xOffset, float[] y, int yOffset) {
        int outHeight = geometry.outHeight();
        overBlocks(
                workers,
                n * outHeight,
                Math.ceilDiv(geometry.inSize(), outHeight),
                (row, from, to) -> {
                    int oh = row % outHeight;
                    int xAt = xOffset + row / outHeight * geometry.inSize();
                    int yAt = yOffset + row * geometry.outWidth() * geometry.channels();
                    row(oh, from, to, x, xAt, y, yAt);
                });
    }

    private void row(int oh, int from, int to, float[] x, int xAt, float[] y, int yAt) {
        int channels = geometry.channels();
        int line = geometry.inWidth() * channels;
        int firstRow = rows.first(oh);
        int height = Math.ceilDiv(rows.end(oh) - firstRow, rows.step());
        for (int ow = 0; ow < geometry.outWidth(); ow++) {
            int firstColumn = columns.first(ow);
            int width = Math.ceilDiv(columns.end(ow) - firstColumn, columns.step());
            average(
                    to - from,
                    height,
                    width,
                    rows.step() * line,
                    columns.step() * channels,
                    1f / (rows.count(oh) * columns.count(ow)),
                    x,
                    xAt + firstRow * line + firstColumn * channels + from,
                    y,
                    yAt + ow * channels + from);
        }
    }

    /** Rows of a window are summed by themselves first, which keeps errors of large ones small. */
    private static void average(
            int channels,
            int height,
            int width,
            int down,
            int right,
            float factor,
            float[] x,
            int at,
            float[] y,
            int yAt) {
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int i = 0; i < height; i++) {
                FloatVector ofRow = FloatVector.zero(FLOATS);
                for (int j = 0; j < width; j++) {
                    ofRow =
                            ofRow.add(
                                    FloatVector.fromArray(
                                            FLOATS, x, at + c + i * down + j * right));
                }
                sum = sum.add(ofRow);
            }
            sum.mul(factor).intoArray(y, yAt + c);
        }
        if (c < channels) {
            VectorMask<Float> last = FLOATS.indexInRange(c, channels);
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int i = 0; i < height; i++) {
                FloatVector ofRow = FloatVector.zero(FLOATS);
                for (int j = 0; j < width; j++) {
                    ofRow =
                            ofRow.add(
                                    FloatVector.fromArray(
                                            FLOATS, x, at + c + i * down + j * right, last));
                }
                sum = sum.add(ofRow);
            }
            sum.mul(factor).intoArray(y, yAt + c, last);
        }
    }

    /** Windows may overlap, so a piece is some channels of a whole image. */
    void backward(Workers workers, int n, float[] dy, int dyOffset, float[] dx, int dxOffset) {
        overBlocks(
                workers,
                n,
                geometry.inSize(),
                (image, from, to) -> {
                    int dyAt = dyOffset + image * geometry.outSize() + from;
                    int dxAt = dxOffset + image * geometry.inSize() + from;
                    spread(to - from, dy, dyAt, dx, dxAt);
                });
    }

    private void spread(int count, float[] dy, int dyAt, float[] dx, int dxAt) {
        int channels = geometry.channels();
        for (int at = dxAt; at < dxAt + geometry.inSize(); at += channels) {
            Arrays.fill(dx, at, at + count, 0);
        }
        for (int oh = 0; oh < geometry.outHeight(); oh++) {
            for (int ow = 0; ow < geometry.outWidth(); ow++) {
                int at = dyAt + (oh * geometry.outWidth() + ow) * channels;
                float share = 1f / (rows.count(oh) * columns.count(ow));
                for (int ih = rows.first(oh); ih < rows.end(oh); ih += rows.step()) {
                    int row = dxAt + ih * geometry.inWidth() * channels;
                    for (int iw = columns.first(ow); iw < columns.end(ow); iw += columns.step()) {
                        addScaled(count, share, dy, at, dx, row + iw * channels);
                    }
                }
            }
        }
    }

    private static void addScaled(
            int length, float factor, float[] x, int xAt, float[] y, int yAt) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector.fromArray(FLOATS, x, xAt + i)
                    .fma(
                            FloatVector.broadcast(FLOATS, factor),
                            FloatVector.fromArray(FLOATS, y, yAt + i))
                    .intoArray(y, yAt + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector.fromArray(FLOATS, x, xAt + i, last)
                    .fma(
                            FloatVector.broadcast(FLOATS, factor),
                            FloatVector.fromArray(FLOATS, y, yAt + i, last))
                    .intoArray(y, yAt + i, last);
        }
    }

    /** What is done with some channels of a row of windows, or of an image. */
    @FunctionalInterface
    private interface Block {
        void run(int item, int fromChannel, int toChannel);
    }

    /**
     * Cuts items (rows of windows, images) so that a piece reads about {@link Pieces#ELEMENTS}
     * floats: several items, or some channels of one that is larger.
     */
    private void overBlocks(Workers workers, int items, int size, Block body) {
        int channels = geometry.channels();
        int wanted = Math.max(1, Math.ceilDiv(size, Pieces.ELEMENTS));
        int blocks = Math.min(wanted, Math.ceilDiv(channels, CHANNELS));
        int width = Math.ceilDiv(Math.ceilDiv(channels, blocks), COUNT) * COUNT;
        Pieces.overRows(
                workers,
                items * blocks,
                Math.ceilDiv(size, blocks),
                (first, end) -> {
                    for (int i = first; i < end; i++) {
                        int from = Math.min(channels, i % blocks * width);
                        body.run(i / blocks, from, Math.min(channels, from + width));
                    }
                });
    }
}
