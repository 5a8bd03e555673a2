package dev.fovea.kernel;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A pool of threads for work cut into pieces.
 *
 * <p>Who calls {@link #run} cuts the work independently of the number of threads. Each thread, the
 * caller among them, takes a share of neighbouring pieces and then helps with what is left of the
 * others', and the call returns when all are done. So a thread mostly reads what it wrote in the
 * run before, which its own cache still holds. If the pool is busy with another caller, the caller
 * does all its pieces itself: the result is the same. Threads are daemons and sleep when there is
 * nothing to do; they spin for a moment first, because at batch 1 the next piece of work is
 * microseconds away. They end when nobody holds the pool any more. A piece that calls {@link #run}
 * of the same pool does those pieces itself, as worker 0: its scratch memory must not be another's.
 */
public final class Workers {
    private static final int SPINS = 20_000;
    private static final Cleaner CLEANER = Cleaner.create();

    private final Team team;

    private Workers(Team team) {
        this.team = team;
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
        var team = new Team(threads - 1);
        var workers = new Workers(team);
        if (threads > 1) {
            CLEANER.register(workers, team::stop);
            team.start();
        }
        return workers;
    }

    /** How many threads work at most: worker numbers are 0 .. threads - 1. */
    public int threads() {
        return team.helpers.length + 1;
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
     * Runs all pieces and returns when they are done. After an exception no further piece begins;
     * the first one is thrown here, when all threads have stopped.
     */
    public void run(int pieces, Piece body) {
        if (threads() == 1 || pieces < 2) {
            runAlone(pieces, body);
            return;
        }
        var job = new Job(pieces, threads(), body);
        if (team.current.compareAndSet(null, job)) {
            team.run(job);
        } else {
            runAlone(pieces, body);
        }
    }

    private static void runAlone(int pieces, Piece body) {
        for (int i = 0; i < pieces; i++) {
            body.run(i, 0);
        }
    }

    /**
     * The helping threads and what they are told: all they know, so that the pool can be let go.
     */
    private static final class Team {
        final AtomicReference<@Nullable Job> current = new AtomicReference<>();
        private final AtomicLong generation = new AtomicLong();
        private final Thread[] helpers;
        private volatile boolean stopped;

        Team(int size) {
            helpers = new Thread[size];
            for (int i = 0; i < size; i++) {
                int worker = i + 1;
                helpers[i] =
                        Thread.ofPlatform()
                                .daemon()
                                .inheritInheritableThreadLocals(false)
                                .name("fovea-" + worker)
                                .unstarted(() -> serve(worker));
            }
        }

        void start() {
            for (Thread helper : helpers) {
                helper.start();
            }
        }

        void stop() {
            stopped = true;
            for (Thread helper : helpers) {
                LockSupport.unpark(helper);
            }
        }

        /** Takes part in a job that is {@link #current}, and ends it. */
        void run(Job job) {
            try {
                generation.incrementAndGet();
                // Waking a sleeping thread takes longer than a small piece: wake no more than can
                // be of use. Those that are awake see the new generation by themselves.
                int useful = Math.min(helpers.length, job.pieces - 1);
                for (int i = 0; i < useful; i++) {
                    LockSupport.unpark(helpers[i]);
                }
                job.work(0);
                job.awaitHelpers();
            } finally {
                current.set(null);
            }
            job.rethrow();
        }

        private void serve(int worker) {
            long seen = 0;
            int idle = 0;
            while (!stopped) {
                if (generation.get() == seen) {
                    if (idle < SPINS) {
                        idle++;
                        Thread.onSpinWait();
                    } else {
                        LockSupport.park(this);
                        // A piece may have left its thread interrupted, which would keep it from
                        // ever sleeping again.
                        Thread.interrupted();
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
    }

    private static final class Job {
        /** Two counters in one cache line would slow both threads. */
        private static final int APART = 32;

        private final int pieces;
        private final Piece body;
        private final int threads;

        /** The next piece of each thread's share, {@link #APART} numbers apart. */
        private final AtomicIntegerArray next;

        private final AtomicInteger entered = new AtomicInteger();
        private final AtomicInteger left = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Job(int pieces, int threads, Piece body) {
            this.pieces = pieces;
            this.threads = threads;
            this.body = body;
            next = new AtomicIntegerArray(threads * APART);
            for (int t = 0; t < threads; t++) {
                next.setPlain(t * APART, start(t));
            }
        }

        private int start(int thread) {
            return (int) ((long) pieces * thread / threads);
        }

        /** A helper that comes late, when all pieces are taken, finds none and leaves again. */
        void help(int worker) {
            entered.incrementAndGet();
            work(worker);
            left.incrementAndGet();
        }

        /** A thread's own share first, then what is left of the others'. */
        void work(int worker) {
            for (int i = 0; i < threads; i++) {
                int whose = (worker + i) % threads;
                int end = start(whose + 1);
                int piece;
                while ((piece = next.getAndIncrement(whose * APART)) < end) {
                    try {
                        body.run(piece, worker);
                    } catch (Throwable e) {
                        failure.compareAndSet(null, e);
                        for (int t = 0; t < threads; t++) {
                            next.set(t * APART, pieces);
                        }
                    }
                }
            }
        }

        /**
         * Waits for helpers that took a piece. Such a helper entered before it took it, and the
         * caller found none left after that, so it is counted by now; one that enters later cannot
         * get any. Reads what left first: equal counts mean that nobody is inside.
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
            } else if (e != null) {
                throw new IllegalStateException("Workers: a piece threw a checked exception", e);
            }
        }
    }
}
