package dev.fovea.plan;

import java.util.List;

/**
 * The first steps of a plan for inference, as far as they run image by image: each thread takes one
 * image through all of them before it takes the next.
 *
 * <p>What such a step hands on is still in the thread's cache when the next one reads it, where a
 * whole batch's would have gone through memory; and threads need not wait for each other after
 * every step. It pays as long as the weights fit the cache as well; behind that it is better to
 * read weights once for the whole batch. An image gets the same bits either way.
 *
 * @param steps how many, from the first; 0 for none
 * @param lanes how many images are under way at a time: the number of threads
 */
record ImageByImage(int steps, int lanes) {
    /** Half of a usual second-level cache: the other half is for what flows. */
    private static final long LARGEST_WEIGHTS = 512 << 10;

    static final ImageByImage NONE = new ImageByImage(0, 1);

    static ImageByImage of(List<Op> ops, PlanOptions options, int threads) {
        if (options.mode() != Mode.INFERENCE || options.batch() == 1) {
            return NONE;
        }
        int steps = 0;
        while (steps < ops.size() && fits(ops.get(steps))) {
            steps++;
        }
        return new ImageByImage(steps, Math.min(threads, options.batch()));
    }

    private static boolean fits(Op op) {
        return op.output.shape.isMap() && op.work().weightBytes() <= LARGEST_WEIGHTS;
    }
}
