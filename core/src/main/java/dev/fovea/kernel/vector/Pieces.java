package dev.fovea.kernel.vector;

import dev.fovea.kernel.Workers;

/**
 * How work is cut: by its extent alone, so that the number of threads changes nothing but the time.
 * A piece is long enough to hide what handing it out costs (about 50 ns) and short enough that
 * threads finish together.
 */
final class Pieces {
    /** Floats of a piece of work that streams through memory. */
    static final int ELEMENTS = 1 << 14;

    /** Parts, at most, of a sum over rows: bounds the memory for partial sums. */
    static final int PARTS = 32;

    private Pieces() {}

    /** What is done with a range. */
    @FunctionalInterface
    interface Range {
        void run(int from, int to);
    }

    /** What is done with one part of several. */
    @FunctionalInterface
    interface Part {
        void run(int part, int from, int to);
    }

    /** Ranges of {@link #ELEMENTS} elements, the last one shorter. */
    static void overElements(Workers workers, int length, Range body) {
        workers.run(
                Math.ceilDiv(length, ELEMENTS),
                (piece, worker) -> {
                    int from = piece * ELEMENTS;
                    body.run(from, Math.min(length - from, ELEMENTS) + from);
                });
    }

    /** Ranges of whole rows, about {@link #ELEMENTS} floats each. */
    static void overRows(Workers workers, int rows, int width, Range body) {
        int block = Math.max(1, ELEMENTS / Math.max(1, width));
        workers.run(
                Math.ceilDiv(rows, block),
                (piece, worker) -> {
                    int from = piece * block;
                    body.run(from, Math.min(rows - from, block) + from);
                });
    }

    /** How many parts a sum over rows is cut into: a function of its extent. */
    static int parts(int rows, int width) {
        long wanted = Math.ceilDiv((long) rows * width, ELEMENTS);
        return (int) Math.max(1, Math.min(Math.min(PARTS, rows), wanted));
    }

    /** {@code parts} ranges of nearly equal length. */
    static void overParts(Workers workers, int parts, int length, Part body) {
        workers.run(
                parts,
                (part, worker) ->
                        body.run(part, start(part, parts, length), start(part + 1, parts, length)));
    }

    /** Where a part begins. */
    static int start(int part, int parts, int length) {
        return (int) ((long) length * part / parts);
    }
}
