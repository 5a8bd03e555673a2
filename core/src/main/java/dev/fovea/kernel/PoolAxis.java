package dev.fovea.kernel;

/** What the windows of a pooling read along one axis, clipped to the map. */
public sealed interface PoolAxis {
    /** The first input that output {@code o} reads. */
    int first(int o);

    /**
     * One past the last input that output {@code o} reads; not above {@link #first} if it reads
     * none.
     */
    int end(int o);

    /** From one input to the next. */
    int step();

    /** How many cells of window {@code o} an average counts. */
    int count(int o);

    static PoolAxis rows(PoolGeometry geometry) {
        return new Sliding(
                geometry.inHeight(),
                geometry.kernelHeight(),
                geometry.strideHeight(),
                geometry.padTop(),
                geometry.padBottom(),
                geometry.dilationHeight(),
                geometry.countPadding());
    }

    static PoolAxis columns(PoolGeometry geometry) {
        return new Sliding(
                geometry.inWidth(),
                geometry.kernelWidth(),
                geometry.strideWidth(),
                geometry.padLeft(),
                geometry.padRight(),
                geometry.dilationWidth(),
                geometry.countPadding());
    }

    static PoolAxis adaptiveRows(PoolGeometry geometry) {
        return new Adaptive(geometry.inHeight(), geometry.outHeight());
    }

    static PoolAxis adaptiveColumns(PoolGeometry geometry) {
        return new Adaptive(geometry.inWidth(), geometry.outWidth());
    }

    /** A window of {@code kernel} cells, {@code step} apart, that moves by {@code stride}. */
    record Sliding(
            int in,
            int kernel,
            int stride,
            int padBefore,
            int padAfter,
            int step,
            boolean countPadding)
            implements PoolAxis {
        private int start(int o) {
            return o * stride - padBefore;
        }

        @Override
        public int first(int o) {
            int start = start(o);
            return start >= 0 ? start : start + Math.ceilDiv(-start, step) * step;
        }

        @Override
        public int end(int o) {
            return Math.min(in, start(o) + (kernel - 1) * step + 1);
        }

        @Override
        public int count(int o) {
            return countPadding
                    ? Math.min(kernel, Math.ceilDiv(in + padAfter - start(o), step))
                    : Math.ceilDiv(end(o) - first(o), step);
        }
    }

    /** Windows that together cover the map, of lengths that differ by one at most. */
    record Adaptive(int in, int out) implements PoolAxis {
        @Override
        public int first(int o) {
            return (int) ((long) o * in / out);
        }

        @Override
        public int end(int o) {
            return (int) Math.ceilDiv((o + 1L) * in, out);
        }

        @Override
        public int step() {
            return 1;
        }

        @Override
        public int count(int o) {
            return end(o) - first(o);
        }
    }
}
