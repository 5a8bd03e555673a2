package dev.fovea.data;

import dev.fovea.image.Mixup;
import dev.fovea.tensor.Shape;
import java.io.IOException;

/**
 * What is to be done for each batch of a pass, without threads: a batch is begun, its pictures are
 * written in any order, and it is finished.
 */
final class BatchWork {
    /** Pictures that one thread takes at once; a multiple saves locking where they are small. */
    private static final int MOST_AT_ONCE = 16;

    private final Dataset dataset;
    private final SampleWriter writer;
    private final BatchOptions options;
    private final int[] order;
    private final int end;

    private BatchWork(Dataset dataset, SampleWriter writer, BatchOptions options, int[] order) {
        this.dataset = dataset;
        this.writer = writer;
        this.options = options;
        this.order = order;
        int left = order.length - Math.min(options.start(), order.length);
        this.end = options.dropLast() ? order.length - left % options.batch() : order.length;
    }

    static BatchWork of(Dataset dataset, SampleWriter writer, BatchOptions options) {
        int[] order =
                options.shuffle()
                        ? Order.shuffled(dataset.size(), options.seed(), options.epoch())
                        : Order.sequential(dataset.size());
        return new BatchWork(dataset, writer, options, order);
    }

    Shape sample() {
        return writer.sample();
    }

    int batches() {
        long pictures = Math.max(0, (long) end - options.start());
        return (int) ((pictures + options.batch() - 1) / options.batch());
    }

    BatchSlot slot() {
        int most = Math.clamp((long) end - options.start(), 1, options.batch());
        return new BatchSlot(writer.sample(), most);
    }

    /** How many pictures a thread takes at once; changes the time only. */
    int atOnce() {
        if (writer.isCheap()) {
            return options.batch();
        }
        int share = options.batch() / (4 * Math.max(1, options.threads()));
        return Math.clamp(share, 1, MOST_AT_ONCE);
    }

    void begin(BatchSlot slot, int number) {
        int from = options.start() + number * options.batch();
        slot.begin(from, Math.min(from + options.batch(), end));
    }

    /** Writes pictures {@code from} to {@code to} of the batch. */
    void write(BatchSlot slot, int from, int to) {
        Batch batch = slot.batch();
        for (int i = from; i < to; i++) {
            int index = order[batch.start() + i];
            batch.indices()[i] = index;
            batch.labels()[i] = dataset.label(index);
            try {
                writer.write(index, batch.x(), i * writer.sample().size());
            } catch (IOException e) {
                slot.failed(i, index, e);
            }
        }
    }

    /** When all its pictures are written, or have failed. */
    void finish(BatchSlot slot) {
        slot.closeGaps();
        Batch batch = slot.batch();
        Mixup mixup = options.augmentations().mixup();
        if (mixup.isActive()) {
            batch.mix((float) mixup.lambda(options.seed(), options.epoch(), batch.start()));
        } else {
            batch.dontMix();
        }
    }
}
