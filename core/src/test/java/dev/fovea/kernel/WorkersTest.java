package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class WorkersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyPieceRunsOnceBeforeRunReturns(int threads) {
        Workers workers = Workers.of(threads);
        assertThat(workers.threads()).isEqualTo(threads);
        for (int pieces : new int[] {0, 1, 2, 3, 7, 100, 1000}) {
            // Plain memory: what the pieces wrote must be visible when run returns.
            var runs = new int[pieces];
            workers.run(
                    pieces,
                    (piece, worker) -> {
                        assertThat(worker).isBetween(0, threads - 1);
                        runs[piece]++;
                    });
            assertThat(runs).containsOnly(pieces == 0 ? new int[0] : new int[] {1});
        }
    }

    /** Late helpers of one job must neither miss nor disturb the next. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void manyTinyJobs(int threads) {
        Workers workers = Workers.of(threads);
        var sums = new long[4];
        for (int job = 0; job < 50_000; job++) {
            int increment = job;
            workers.run(1 + job % 4, (piece, worker) -> sums[piece] += increment);
        }
        var expected = new long[4];
        for (int job = 0; job < 50_000; job++) {
            for (int piece = 0; piece < 1 + job % 4; piece++) {
                expected[piece] += job;
            }
        }
        assertThat(sums).isEqualTo(expected);
    }

    @Test
    void jobsAfterPausesFindTheirHelpersAsleep() throws InterruptedException {
        Workers workers = Workers.of(3);
        for (int job = 0; job < 20; job++) {
            Thread.sleep(10);
            var runs = new AtomicIntegerArray(50);
            workers.run(50, (piece, worker) -> runs.incrementAndGet(piece));
            for (int piece = 0; piece < 50; piece++) {
                assertThat(runs.get(piece)).isEqualTo(1);
            }
        }
    }

    @Test
    void helpersDoHelp() {
        Workers workers = Workers.of(3);
        var all = new CountDownLatch(3);
        Set<Integer> numbers = ConcurrentHashMap.newKeySet();
        Set<String> names = ConcurrentHashMap.newKeySet();
        // Each piece waits until the others have begun, so that each needs a thread of its own.
        workers.run(
                3,
                (piece, worker) -> {
                    numbers.add(worker);
                    names.add(Thread.currentThread().getName());
                    all.countDown();
                    await(all);
                });
        assertThat(numbers).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(names).contains("fovea-1", "fovea-2");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theFirstExceptionIsThrownAndThePoolGoesOn(int threads) {
        Workers workers = Workers.of(threads);
        for (int failing = 0; failing < 20; failing++) {
            int bad = failing;
            var begun = new AtomicInteger();
            assertThatThrownBy(() ->
                            workers.run(
                                    1_000_000,
                                    (piece, worker) -> {
                                        begun.incrementAndGet();
                                        if (piece == bad) {
                                            throw new IllegalStateException("piece " + bad);
                                        }
                                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("piece " + bad);
            assertThat(begun.get()).isLessThan(1_000_000);
            var runs = new AtomicInteger();
            workers.run(10, (piece, worker) -> runs.incrementAndGet());
            assertThat(runs.get()).isEqualTo(10);
        }
    }

    @Test
    void noPieceIsStillAtWorkWhenAnExceptionIsThrown() {
        Workers workers = Workers.of(2);
        for (int time = 0; time < 20; time++) {
            var both = new CountDownLatch(2);
            var finished = new AtomicInteger();
            assertThatThrownBy(() ->
                            workers.run(
                                    2,
                                    (piece, worker) -> {
                                        both.countDown();
                                        await(both);
                                        if (worker == 0) {
                                            throw new IllegalStateException("caller");
                                        }
                                        pause();
                                        finished.incrementAndGet();
                                    }))
                    .hasMessage("caller");
            assertThat(finished.get()).isEqualTo(1);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void errorsOfHelpersReachTheCaller(boolean checked) {
        Workers workers = Workers.of(2);
        var both = new CountDownLatch(2);
        assertThatThrownBy(() ->
                        workers.run(
                                2,
                                (piece, worker) -> {
                                    both.countDown();
                                    await(both);
                                    if (worker == 1) {
                                        sneak(
                                                checked
                                                        ? new IOException("disk")
                                                        : new StackOverflowError("deep"));
                                    }
                                }))
                .satisfies(e -> {
                    if (checked) {
                        assertThat(e)
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("Workers: a piece threw a checked exception")
                                .hasCauseInstanceOf(IOException.class);
                    } else {
                        assertThat(e).isInstanceOf(StackOverflowError.class);
                    }
                });
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable e) throws E {
        throw (E) e;
    }

    @Test
    void manyCallersAtOnceEachGetTheirOwnResult() throws Exception {
        Workers workers = Workers.of(3);
        var calls = new ArrayList<Callable<Boolean>>();
        for (int caller = 0; caller < 6; caller++) {
            int factor = caller + 1;
            calls.add(() -> {
                var results = new long[37];
                for (int job = 1; job <= 2000; job++) {
                    int add = factor * job;
                    workers.run(results.length, (piece, worker) -> results[piece] += add);
                }
                long expected = factor * (2000L * 2001 / 2);
                for (long result : results) {
                    assertThat(result).isEqualTo(expected);
                }
                return true;
            });
        }
        try (var callers = Executors.newFixedThreadPool(calls.size())) {
            for (var result : callers.invokeAll(calls)) {
                assertThat(result.get()).isTrue();
            }
        }
    }

    /** Worker numbers index scratch memory: no two pieces that run together may share one. */
    @Test
    void noTwoPiecesOfAJobShareAWorkerNumber() {
        Workers workers = Workers.of(4);
        var busy = new AtomicIntegerArray(4);
        for (int job = 0; job < 500; job++) {
            workers.run(
                    20,
                    (piece, worker) -> {
                        assertThat(busy.incrementAndGet(worker)).isEqualTo(1);
                        Thread.onSpinWait();
                        busy.decrementAndGet(worker);
                    });
        }
    }

    @Test
    void anInterruptedPieceDoesNotSpoilItsThread() throws InterruptedException {
        Workers workers = Workers.of(2);
        var both = new CountDownLatch(2);
        var helper = new Thread[1];
        workers.run(
                2,
                (piece, worker) -> {
                    both.countDown();
                    await(both);
                    if (worker == 1) {
                        helper[0] = Thread.currentThread();
                        Thread.currentThread().interrupt();
                    }
                });
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (helper[0].getState() != Thread.State.WAITING) {
            assertThat(System.nanoTime()).as("the helper sleeps at last").isLessThan(deadline);
            Thread.sleep(5);
        }
        assertThat(helper[0].isInterrupted()).isFalse();
    }

    @Test
    void threadsEndWithThePool() throws InterruptedException {
        var threads = new HashSet<Thread>();
        WeakReference<Workers> pool = new WeakReference<>(usedPool(threads));
        assertThat(threads).hasSize(2).allMatch(Thread::isDaemon);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (threads.stream().anyMatch(Thread::isAlive)) {
            assertThat(System.nanoTime()).as("the threads end").isLessThan(deadline);
            System.gc();
            Thread.sleep(10);
        }
        assertThat(pool.get()).isNull();
    }

    private static Workers usedPool(Set<Thread> threads) {
        Workers workers = Workers.of(3);
        var all = new CountDownLatch(3);
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        workers.run(
                3,
                (piece, worker) -> {
                    if (worker > 0) {
                        seen.add(Thread.currentThread());
                    }
                    all.countDown();
                    await(all);
                });
        threads.addAll(seen);
        return workers;
    }

    @Test
    void refusesNoThreads() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Workers.of(0))
                .withMessage("Workers: at least 1 thread, got 0");
    }
}
