package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.Image;
import dev.fovea.image.Preprocessing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How batches are prepared: memory, threads, bad pictures, ends. */
@Timeout(60)
class BatchesRunningTest {
    private static final Preprocessing GREY = Preprocessing.unit(2, 2, 1);

    /** Pictures that are made when asked for; those of some indices cannot be read. */
    private record Made(int size, Set<Integer> bad, IntFunction<Image> maker) implements Dataset {
        static Made of(int size, Integer... bad) {
            return new Made(
                    size,
                    Set.of(bad),
                    i -> Image.of(2, 2, 1, new byte[] {(byte) i, (byte) i, (byte) i, (byte) i}));
        }

        @Override
        public List<String> classes() {
            return List.of("a", "b", "c");
        }

        @Override
        public int label(int index) {
            return index % 3;
        }

        @Override
        public Image image(int index) throws IOException {
            if (bad.contains(index)) {
                throw new DataException(describe(index), "truncated");
            }
            return maker.apply(index);
        }

        @Override
        public String describe(int index) {
            return "made #" + index;
        }

        @Override
        public String fingerprint() {
            return "made";
        }
    }

    private static int drain(Batches batches) throws IOException {
        int taken = 0;
        while (batches.next().isPresent()) {
            taken++;
        }
        return taken;
    }

    private static List<Thread> dataThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("fovea-data-"))
                .toList();
    }

    @AfterEach
    void noThreadIsLeft() {
        assertThat(dataThreads()).as("threads that were not stopped").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void badPicturesAreLeftOutAndNamedInOrder(int threads) throws IOException {
        Made data = Made.of(12, 1, 2, 4, 5, 6, 7, 11);
        List<String> named = new ArrayList<>();
        List<List<Integer>> kept = new ArrayList<>();
        BatchOptions options =
                BatchOptions.of(4)
                        .withThreads(threads, 2)
                        .withBadPictures((index, name, problem) -> {
                            assertThat(problem).hasMessage(name + ": truncated");
                            assertThat(name).isEqualTo("made #" + index);
                            named.add(name);
                        });
        try (var batches = Batches.of(data, GREY, options)) {
            for (var b = batches.next(); b.isPresent(); b = batches.next()) {
                List<Integer> indices = new ArrayList<>();
                for (int i = 0; i < b.get().size(); i++) {
                    int index = b.get().indices()[i];
                    indices.add(index);
                    assertThat(b.get().labels()[i]).isEqualTo(index % 3);
                    assertThat(Arrays.copyOfRange(b.get().x(), 4 * i, 4 * i + 4))
                            .containsOnly(index / 255f);
                }
                kept.add(indices);
            }
            assertThat(batches.skipped()).isEqualTo(7);
        }
        assertThat(kept)
                .as("the second batch has no good picture")
                .containsExactly(List.of(0, 3), List.of(8, 9, 10));
        assertThat(named)
                .containsExactly(
                        "made #1",
                        "made #2",
                        "made #4",
                        "made #5",
                        "made #6",
                        "made #7",
                        "made #11");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void theFirstBadPictureMayEndThePass(int threads) throws IOException {
        BatchOptions options =
                BatchOptions.of(4).withThreads(threads, 2).withBadPictures(BadPictures.FAIL);
        try (var batches = Batches.of(Made.of(12, 6, 9), GREY, options)) {
            assertThat(batches.next()).isPresent();
            assertThatThrownBy(batches::next)
                    .isInstanceOf(DataException.class)
                    .hasMessage("made #6: truncated");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void memoryDoesNotGrowWithTheData(int threads) throws IOException {
        int batch = 4;
        int prefetch = 2;
        AtomicInteger made = new AtomicInteger();
        AtomicInteger mostAhead = new AtomicInteger();
        AtomicInteger used = new AtomicInteger();
        Made data =
                new Made(
                        2_000,
                        Set.of(),
                        i -> {
                            int ahead = made.incrementAndGet() - used.get();
                            mostAhead.accumulateAndGet(ahead, Math::max);
                            return Image.black(256, 256, 3); // 400 MB if they were all kept
                        });
        IdentityHashMap<float[], Boolean> buffers = new IdentityHashMap<>();
        BatchOptions options = BatchOptions.of(batch).withThreads(threads, prefetch);
        try (var batches = Batches.of(data, Preprocessing.unit(64, 64, 3), options)) {
            for (var b = batches.next(); b.isPresent(); b = batches.next()) {
                buffers.put(b.get().x(), true);
                used.addAndGet(b.get().size());
            }
        }
        assertThat(made).hasValue(2_000);
        assertThat(buffers).hasSizeLessThanOrEqualTo(prefetch + 1);
        // What is in hand when a batch is given back counts as used already.
        assertThat(mostAhead.get()).isLessThanOrEqualTo((prefetch + 1) * batch);
    }

    @Test
    void aBatchStaysAsItIsUntilTheNextIsAskedFor() throws Exception {
        BatchOptions options = BatchOptions.of(4).withThreads(2, 1);
        try (var batches = Batches.of(Made.of(100), GREY, options)) {
            for (var b = batches.next(); b.isPresent(); b = batches.next()) {
                float[] before = b.get().x().clone();
                Thread.sleep(2);
                assertThat(b.get().x()).isEqualTo(before);
            }
        }
    }

    @Test
    void closingInTheMiddleStopsTheThreads() throws IOException {
        var batches = Batches.of(Made.of(1_000), GREY, BatchOptions.of(4).withThreads(3, 2));
        batches.next();
        assertThat(dataThreads()).hasSize(3);
        batches.close();
        assertThat(dataThreads()).isEmpty();
        batches.close();
        assertThatThrownBy(batches::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Batches: closed, there are no more batches");
    }

    @Test
    void threadsEndByThemselvesAtTheEnd() throws Exception {
        var batches = Batches.of(Made.of(10), GREY, BatchOptions.of(4).withThreads(2, 2));
        assertThat(drain(batches)).isEqualTo(3);
        for (Thread thread : dataThreads()) {
            thread.join(10_000);
        }
        assertThat(dataThreads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aMistakeInADataSetReachesTheCaller(int threads) throws IOException {
        Made broken =
                new Made(
                        100,
                        Set.of(),
                        i -> {
                            if (i == 50) {
                                throw new IllegalStateException("a mistake");
                            }
                            return Image.black(2, 2, 1);
                        });
        try (var batches = Batches.of(broken, GREY, BatchOptions.of(10).withThreads(threads, 2))) {
            assertThatThrownBy(() -> drain(batches))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a mistake");
        }
    }

    @Test
    void aWaitingCallerCanBeInterrupted() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Made slow =
                new Made(
                        10,
                        Set.of(),
                        _ -> {
                            begun.countDown();
                            try {
                                over.await();
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                            return Image.black(2, 2, 1);
                        });
        var batches = Batches.of(slow, GREY, BatchOptions.of(10).withThreads(1, 1));
        Thread caller = Thread.currentThread();
        Thread.startVirtualThread(() -> {
            try {
                begun.await();
            } catch (InterruptedException _) {
                return;
            }
            caller.interrupt();
        });
        assertThatThrownBy(batches::next)
                .isInstanceOf(InterruptedIOException.class)
                .hasMessage("interrupted while waiting for a batch");
        assertThat(Thread.interrupted()).as("the caller stays interrupted").isTrue();
        over.countDown();
        batches.close();
    }

    @Test
    void severalThreadsShareABatch() throws Exception {
        CountDownLatch together = new CountDownLatch(2);
        Set<String> names = new HashSet<>();
        Made data =
                new Made(
                        8,
                        Set.of(),
                        _ -> {
                            synchronized (names) {
                                names.add(Thread.currentThread().getName());
                            }
                            together.countDown();
                            try {
                                together.await(); // passes only if a second thread comes
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                            return Image.black(2, 2, 1);
                        });
        try (var batches = Batches.of(data, GREY, BatchOptions.of(8).withThreads(2, 1))) {
            assertThat(batches.next().orElseThrow().size()).isEqualTo(8);
        }
        assertThat(names).containsExactlyInAnyOrder("fovea-data-1", "fovea-data-2");
    }

    @Test
    void keptPicturesAreNotReadAgain() throws IOException {
        AtomicInteger reads = new AtomicInteger();
        Made data =
                new Made(
                        10,
                        Set.of(),
                        i -> {
                            reads.incrementAndGet();
                            return Image.of(1, 5, 1, new byte[] {(byte) i, 0, 0, 0, 0});
                        });
        Cached all = Cached.of(data, 50);
        Cached some = Cached.of(data, 34);
        for (int epoch = 0; epoch < 3; epoch++) {
            for (int i = 0; i < 10; i++) {
                assertThat(all.image(i).at(0, 0, 0)).isEqualTo(i);
            }
        }
        assertThat(reads).hasValue(10);
        assertThat(all.bytesKept()).isEqualTo(50);
        reads.set(0);
        for (int epoch = 0; epoch < 3; epoch++) {
            for (int i = 0; i < 10; i++) {
                assertThat(some.image(i).at(0, 0, 0)).isEqualTo(i);
            }
        }
        assertThat(reads).hasValue(6 + 3 * 4);
        assertThat(some.bytesKept()).isEqualTo(30);
        assertThat(some.describe(3)).isEqualTo("made #3");
        assertThat(some.fingerprint()).isEqualTo("made");
        assertThat(some.label(4)).isEqualTo(1);
        assertThatThrownBy(() -> Cached.of(data, -1)).hasMessageContaining("got -1");
    }
}
