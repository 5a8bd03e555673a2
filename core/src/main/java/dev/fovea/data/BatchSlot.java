package dev.fovea.data;

import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch in the making. */
final class BatchSlot {
    private final Batch batch;
    private final @Nullable IOException[] failures;
    private final List<Problem> problems = new ArrayList<>();

    /** A picture that could not be read. */
    record Problem(int index, IOException exception) {}

    BatchSlot(Shape sample, int capacity) {
        batch = new Batch(sample, capacity);
        failures = new IOException[capacity];
    }

    Batch batch() {
        return batch;
    }

    /** In the order of the pass. */
    List<Problem> problems() {
        return problems;
    }

    void begin(int from, int to) {
        batch.begin(from, to);
        Arrays.fill(failures, null);
        problems.clear();
    }

    /** Threads write to different places, so this needs no lock. */
    void failed(int place, int index, IOException e) {
        failures[place] = e;
        batch.indices()[place] = index;
    }

    /** Moves the good pictures together and lists the bad ones. */
    void closeGaps() {
        int kept = 0;
        for (int i = 0; i < batch.size(); i++) {
            IOException failure = failures[i];
            if (failure != null) {
                problems.add(new Problem(batch.indices()[i], failure));
            } else {
                if (kept < i) {
                    batch.move(i, kept);
                }
                kept++;
            }
        }
        batch.truncate(kept);
    }
}
