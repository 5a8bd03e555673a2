package dev.fovea.data;

import dev.fovea.image.DecodedImage;
import dev.fovea.image.Image;
import dev.fovea.image.ImageException;
import dev.fovea.image.ImageInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Looks at every picture of the splits, with several threads. */
final class Examination {
    /** Pictures in a row; see {@link Findings}. */
    private static final int ROW = 32;

    private final Map<SplitRole, Part> parts = new EnumMap<>(SplitRole.class);
    private final DoctorOptions options;
    private final boolean hashPixels;
    private final int total;
    private final Hash[] hashes;
    private final Findings[] rows;
    private final AtomicInteger nextRow = new AtomicInteger();
    private int done;

    /** The beginning of a SHA-256: 128 bits do not meet by chance. */
    record Hash(long high, long low) {}

    /**
     * A split.
     *
     * @param first the number that its first picture has in the examination
     * @param toDecode the pictures whose pixels are looked at
     */
    private record Part(SplitRole role, Dataset dataset, int first, BitSet toDecode) {}

    Examination(DataSplits splits, DoctorOptions options) {
        this.options = options;
        int count = 0;
        boolean all = true;
        for (SplitRole role : SplitRole.values()) {
            Dataset dataset = role.in(splits);
            BitSet chosen = choose(dataset, count, options);
            all &= chosen.cardinality() == dataset.size();
            parts.put(role, new Part(role, dataset, count, chosen));
            count = Math.addExact(count, dataset.size());
        }
        hashPixels = all;
        total = count;
        hashes = new Hash[total];
        rows = new Findings[(total + ROW - 1) / ROW];
    }

    private static BitSet choose(Dataset dataset, int first, DoctorOptions options) {
        var chosen = new BitSet(dataset.size());
        if (dataset.size() <= options.mostDecoded()) {
            chosen.set(0, dataset.size());
        } else {
            int[] order = Order.shuffled(dataset.size(), options.seed(), first);
            for (int i = 0; i < options.mostDecoded(); i++) {
                chosen.set(order[i]);
            }
        }
        return chosen;
    }

    /** Everything that was found. */
    Findings run() throws DataException {
        List<Future<?>> tasks = new ArrayList<>();
        try (ExecutorService pool =
                Executors.newFixedThreadPool(
                        options.threads(),
                        Thread.ofPlatform().daemon().name("fovea-doctor-", 1).factory())) {
            for (int i = 0; i < options.threads(); i++) {
                tasks.add(pool.submit(this::serve));
            }
            for (Future<?> task : tasks) {
                task.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataException("data doctor", "the examination was interrupted", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        }
        var sum = new Findings();
        for (Findings row : rows) {
            sum.add(row);
        }
        return sum;
    }

    /** The hash of a picture of a split; empty if it cannot be read. */
    Optional<Hash> hash(SplitRole role, int index) {
        return Optional.ofNullable(hashes[Objects.requireNonNull(parts.get(role)).first + index]);
    }

    private void serve() {
        int row;
        while ((row = nextRow.getAndIncrement()) < rows.length) {
            int from = row * ROW;
            int to = Math.min(from + ROW, total);
            var findings = new Findings();
            for (int i = from; i < to; i++) {
                examine(i, findings);
            }
            rows[row] = findings;
            report(to - from);
        }
    }

    private synchronized void report(int more) {
        done += more;
        options.progress().examined(done, total);
    }

    private void examine(int number, Findings findings) {
        Part part = partOf(number);
        int index = number - part.first;
        Dataset dataset = part.dataset;
        String name = dataset.describe(index);
        try {
            Optional<Path> file = dataset.file(index);
            if (file.isEmpty()) {
                Image image = dataset.image(index);
                findings.header(image, name);
                pixels(image, number, part, findings);
            } else if (part.toDecode.get(index)) {
                DecodedImage picture = options.decoder().decode(file.get(), 0, 0);
                findings.header(picture.info(), name);
                findings.oddities(picture, name);
                pixels(picture.image(), number, part, findings);
            } else {
                ImageInfo info = options.decoder().probe(file.get());
                findings.header(info, name);
            }
            if (file.isPresent() && !hashPixels) {
                hashes[number] = hashOf(file.get());
            }
        } catch (IOException e) {
            String problem = e instanceof ImageException known ? known.problem() : said(e);
            findings.bad.add(
                    new DataReport.BadPicture(
                            new DataReport.Place(
                                    part.role.title(),
                                    dataset.classes().get(dataset.label(index)),
                                    name),
                            problem.startsWith("truncated"),
                            problem));
        }
    }

    private Part partOf(int number) {
        for (Part part : parts.values()) {
            if (number - part.first < part.dataset.size()) {
                return part;
            }
        }
        throw new IndexOutOfBoundsException(number);
    }

    private void pixels(Image image, int number, Part part, Findings findings) {
        findings.decoded++;
        if (part.role == SplitRole.TRAIN) {
            findings.training(image);
        }
        if (hashPixels || part.dataset.file(number - part.first).isEmpty()) {
            hashes[number] = hashOf(image);
        }
    }

    private static String said(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static Hash hashOf(Image image) {
        MessageDigest digest = Fingerprint.digest("SHA-256");
        digest.update(
                ByteBuffer.allocate(12)
                        .putInt(image.height())
                        .putInt(image.width())
                        .putInt(image.channels())
                        .flip());
        digest.update(image.pixels());
        return hash(digest);
    }

    private static Hash hashOf(Path file) throws IOException {
        MessageDigest digest = Fingerprint.digest("SHA-256");
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return hash(digest);
    }

    private static Hash hash(MessageDigest digest) {
        ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
        return new Hash(bytes.getLong(), bytes.getLong());
    }
}
