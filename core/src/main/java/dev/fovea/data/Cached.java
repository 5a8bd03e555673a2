package dev.fovea.data;

import dev.fovea.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A data set that keeps decoded pictures, as bytes, until a limit is reached, so that later epochs
 * do not decode them again.
 *
 * <p>What is kept stays: training goes round and round, and throwing out the oldest for the newest
 * would throw out each picture just before it is wanted.
 */
public final class Cached implements Dataset {
    private final Dataset dataset;
    private final long limit;
    private final AtomicReferenceArray<@Nullable Image> kept;
    private final AtomicLong bytes = new AtomicLong();

    private Cached(Dataset dataset, long limit) {
        this.dataset = dataset;
        this.limit = limit;
        this.kept = new AtomicReferenceArray<>(dataset.size());
    }

    /**
     * @param limit how many bytes of pixels may be kept, 0 or more
     */
    public static Cached of(Dataset dataset, long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException(
                    "Cached: the limit is 0 bytes or more, got " + limit);
        }
        return new Cached(dataset, limit);
    }

    /** How many bytes of pixels are kept by now; never more than the limit. */
    public long bytesKept() {
        return bytes.get();
    }

    @Override
    public Image image(int index) throws IOException {
        Image known = kept.get(index);
        if (known != null) {
            return known;
        }
        Image image = dataset.image(index);
        int size = image.pixels().length;
        if (reserve(size) && !kept.compareAndSet(index, null, image)) {
            bytes.addAndGet(-size); // another thread read the same picture at the same time
        }
        return image;
    }

    private boolean reserve(int size) {
        long now = bytes.get();
        while (now + size <= limit) {
            if (bytes.compareAndSet(now, now + size)) {
                return true;
            }
            now = bytes.get();
        }
        return false;
    }

    @Override
    public int size() {
        return dataset.size();
    }

    @Override
    public List<String> classes() {
        return dataset.classes();
    }

    @Override
    public int label(int index) {
        return dataset.label(index);
    }

    @Override
    public String describe(int index) {
        return dataset.describe(index);
    }

    @Override
    public Optional<Path> file(int index) {
        return dataset.file(index);
    }

    @Override
    public String fingerprint() {
        return dataset.fingerprint();
    }
}
