package dev.fovea.kernel.scalar;

import dev.fovea.kernel.Workers;

/** How work is cut: by its extent alone, so that the threads change nothing but the time. */
final class Pieces {
    /** Channels whose sums one piece keeps; bounds what a piece allocates. */
    static final int CHANNELS = 64;

    /** Parts that sums over a whole array are cut into. */
    static final int PARTS = 64;

    private static final int ELEMENTS = 1 << 14;

    private Pieces() {}

    /** What is done with a range. */
    @FunctionalInterface
    interface Range {
        void run(int from, int to, int worker);
    }

    /** Ranges of about 16,384 elements. */
    static void overElements(Workers workers, int length, Range body) {
        blocks(workers, length, ELEMENTS, body);
    }

    /** Ranges of whole rows, about 16,384 elements each. */
    static void overRows(Workers workers, int rows, int width, Range body) {
        blocks(workers, rows, Math.max(1, ELEMENTS / Math.max(1, width)), body);
    }

    /** Ranges of {@link #CHANNELS} channels, the last one shorter. */
    static void overChannels(Workers workers, int channels, Range body) {
        blocks(workers, channels, CHANNELS, body);
    }

    /** Ranges of {@code block}, the last one shorter. */
    static void blocks(Workers workers, int length, int block, Range body) {
        workers.run(
                Math.ceilDiv(length, block),
                (piece, worker) -> {
                    int from = piece * block;
                    body.run(from, Math.min(length, from + block), worker);
                });
    }

    /** What is done with some channels of an image. */
    @FunctionalInterface
    interface ImageChannels {
        void run(int image, int from, int to, int worker);
    }

    /** {@link #CHANNELS} channels of one image at a time. */
    static void overImagesAndChannels(Workers workers, int n, int channels, ImageChannels body) {
        int blocks = Math.ceilDiv(channels, CHANNELS);
        workers.run(
                n * blocks,
                (piece, worker) -> {
                    int from = piece % blocks * CHANNELS;
                    body.run(piece / blocks, from, Math.min(channels, from + CHANNELS), worker);
                });
    }

    /** A sum over one range. */
    @FunctionalInterface
    interface RangeSum {
        double over(int from, int to);
    }

    /** The sum over {@link #PARTS} ranges of nearly equal length, added up in their order. */
    static double sum(Workers workers, int length, RangeSum body) {
        var sums = new double[PARTS];
        workers.run(
                PARTS,
                (piece, worker) ->
                        sums[piece] = body.over(part(length, piece), part(length, piece + 1)));
        double total = 0;
        for (double sum : sums) {
            total += sum;
        }
        return total;
    }

    private static int part(int length, int piece) {
        return (int) ((long) length * piece / PARTS);
    }
}
