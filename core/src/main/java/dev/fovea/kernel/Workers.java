package dev.fovea.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A pool of threads for work cut into pieces.
 *
 * <p>Who calls {@link #run} cuts the work independently of the number of threads; pieces are handed
 * out one by one, the calling thread takes its share, and the call returns when all are done. If
 * the pool is busy with another caller, the caller does all its pieces itself: the result is the
 * same. Threads are daemons and sleep when there is nothing to do; they spin for a moment first,
 * because at batch 1 the next piece of work is microseconds away. A piece must not call {@link
 * #run} of the same pool.
 */
public final class Workers {
    private static final int SPINS = 20_000;

    private final Thread[] helpers;
    private final AtomicReference<@Nullable Job> current = new AtomicReference<>();
    private final AtomicLong generation = new AtomicLong();

    private Workers(int threads) {
        helpers = new Thread[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            int worker = i + 1;
            helpers[i] =
                    Thread.ofPlatform()
                            .daemon()
                            .name("fovea-" + worker)
                            .unstarted(() -> serve(worker));
        }
    }

    /**
     * A pool that works with {@code threads} threads, the caller's included.
     *
     * @throws IllegalArgumentException unless threads is 1 or more
     */
    public static Workers of(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("Workers: at least 1 thread, got " + threads);
        }
        var workers = new Workers(threads);
        for (Thread helper : workers.helpers) {
            helper.start();
        }
        return workers;
    }

    /** How many threads work at most: worker numbers are 0 .. threads - 1. */
    public int threads() {
        return helpers.length + 1;
    }

    /** What is done with each piece. */
    @FunctionalInterface
    public interface Piece {
        /**
         * @param piece 0 .. pieces - 1
         * @param worker which thread runs it, 0 .. threads - 1: an index for scratch memory, never
         *     for results
         */
        void run(int piece, int worker);
    }

    /**
     * Runs all pieces and returns when they are done. The first exception is thrown here, after all
     * threads stopped.
     */
    public void run(int pieces, Piece body) {
        if (helpers.length == 0 || pieces < 2) {
            runAlone(pieces, body);
            return;
        }
        var job = new Job(pieces, body);
        if (!current.compareAndSet(null, job)) {
            runAlone(pieces, body);
            return;
        }
        try {
            generation.incrementAndGet();
            for (Thread helper : helpers) {
                LockSupport.unpark(helper);
            }
            job.work(0);
            job.awaitHelpers();
        } finally {
            current.set(null);
        }
        job.rethrow();
    }

    private static void runAlone(int pieces, Piece body) {
        for (int i = 0; i < pieces; i++) {
            body.run(i, 0);
        }
    }

    private void serve(int worker) {
        long seen = 0;
        int idle = 0;
        while (true) {
            if (generation.get() == seen) {
                if (++idle < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
                continue;
            }
            idle = 0;
            seen = generation.get();
            Job job = current.get();
            if (job != null) {
                job.help(worker);
            }
        }
    }

    private static final class Job {
        private final int pieces;
        private final Piece body;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger entered = new AtomicInteger();
        private final AtomicInteger left = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Job(int pieces, Piece body) {
            this.pieces = pieces;
            this.body = body;
        }

        /**
         * A helper that comes after all pieces were taken must not hold up the caller: it may not
         * enter.
         */
        void help(int worker) {
            entered.incrementAndGet();
            work(worker);
            left.incrementAndGet();
        }

        void work(int worker) {
            int piece;
            while ((piece = next.getAndIncrement()) < pieces) {
                try {
                    body.run(piece, worker);
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                    next.set(pieces);
                }
            }
        }

        /**
         * Helpers that entered may still be at their last piece; those that have not will find none
         * left.
         */
        @SuppressWarnings("ThreadPriorityCheck") // yields only after spinning, to a helper at work
        void awaitHelpers() {
            int spins = 0;
            while (left.get() != entered.get()) {
                if (++spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
        }

        void rethrow() {
            Throwable e = failure.get();
            if (e instanceof RuntimeException unchecked) {
                throw unchecked;
            } else if (e instanceof Error error) {
                throw error;
            }
        }
    }
}
