package dev.fovea.data;

import dev.fovea.image.Preprocessing;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;

/**
 * One pass over a data set in batches that are prepared in the background.
 *
 * <pre>{@code
 * try (var batches = Batches.of(train, preprocessing, BatchOptions.of(64).withShuffle(seed, epoch))) {
 *     for (var b = batches.next(); b.isPresent(); b = batches.next()) {
 *         step(b.get().x(), b.get().labels(), b.get().size());
 *     }
 * }
 * }</pre>
 *
 * <p>What a batch holds follows from the data, the preprocessing and the options, never from the
 * number of threads. Batch k is pictures {@code k * batch} to {@code (k + 1) * batch} of the
 * epoch's order; one that cannot be read makes its batch smaller, so that all others are the same
 * with and without it. There are {@code prefetch + 1} buffers at most, whatever the size of the
 * data set; {@link #bufferBytes} says how much memory that is.
 *
 * <p>The batches are taken by one thread.
 */
public final class Batches implements AutoCloseable {
    private final BatchRing ring;
    private final BadPictures badPictures;
    private final Dataset dataset;
    private final Shape sample;
    private final int count;
    private int taken;
    private int skipped;

    private Batches(BatchWork work, BatchOptions options, Dataset dataset) {
        this.dataset = dataset;
        this.badPictures = options.badPictures();
        this.sample = work.sample();
        this.count = work.batches();
        this.ring = new BatchRing(work, options.threads(), buffers(options));
    }

    /**
     * Starts to prepare batches.
     *
     * @throws IOException if the preprocessing lets pictures keep their size and none can be read
     *     to tell it
     */
    public static Batches of(Dataset dataset, Preprocessing preprocessing, BatchOptions options)
            throws IOException {
        SampleWriter writer = SampleWriter.of(dataset, preprocessing, options);
        return new Batches(BatchWork.of(dataset, writer, options), options, dataset);
    }

    /**
     * Starts to prepare batches of numbers that are there already, with the labels, the order and
     * the bad pictures of a data set. Augmentations of pictures do not apply; mixup does.
     */
    public static Batches of(Dataset dataset, Samples samples, BatchOptions options) {
        var writer = new SampleWriter.FromSamples(samples);
        return new Batches(BatchWork.of(dataset, writer, options), options, dataset);
    }

    /** The memory that the buffers of such batches take at most, in bytes. */
    public static long bufferBytes(Shape sample, BatchOptions options) {
        return (long) Float.BYTES * sample.size() * options.batch() * buffers(options);
    }

    /** One in use and those ahead of it. */
    private static int buffers(BatchOptions options) {
        return options.threads() == 0 ? 1 : options.prefetch() + 1;
    }

    /** H x W x C of every picture. */
    public Shape sample() {
        return sample;
    }

    /** How many batches there are from the start on, those that turn out empty included. */
    public int count() {
        return count;
    }

    /** How many pictures were left out so far because they cannot be read. */
    public int skipped() {
        return skipped;
    }

    /**
     * The next batch, or nothing at the end. The one before may not be used any more.
     *
     * @throws IOException if {@link BadPictures} says so, or this thread is interrupted while it
     *     waits ({@link InterruptedIOException}, and the thread stays interrupted)
     */
    public Optional<Batch> next() throws IOException {
        while (taken < count) {
            BatchSlot slot = ring.take(taken);
            taken++;
            for (BatchSlot.Problem problem : slot.problems()) {
                badPictures.found(
                        problem.index(), dataset.describe(problem.index()), problem.exception());
                skipped++;
            }
            if (slot.batch().size() > 0) {
                return Optional.of(slot.batch());
            }
        }
        return Optional.empty();
    }

    /** Stops the threads and waits until they have put down the picture in their hands. */
    @Override
    public void close() {
        ring.close();
    }
}
