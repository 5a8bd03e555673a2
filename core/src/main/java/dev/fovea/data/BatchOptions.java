package dev.fovea.data;

import dev.fovea.image.Augmentations;

/**
 * How a data set is turned into batches.
 *
 * @param batch pictures in each batch; the last one may have fewer
 * @param shuffle whether each epoch has its own random order, instead of that of the data set
 * @param seed of the order, the augmentations and mixup
 * @param epoch counted from anywhere; another epoch has another order and other augmentations
 * @param start how many pictures of the order to pass over, to go on where a run stopped: what
 *     {@link Batch#end()} said
 * @param dropLast whether a last batch with fewer pictures is left out
 * @param augmentations what changes the pictures, and mixup
 * @param threads how many threads prepare batches in the background; 0 prepares them when they are
 *     asked for, in the asking thread. They change the time and nothing else
 * @param prefetch how many batches are prepared ahead, at least 1
 * @param badPictures what becomes of pictures that cannot be read
 */
public record BatchOptions(
        int batch,
        boolean shuffle,
        long seed,
        int epoch,
        int start,
        boolean dropLast,
        Augmentations augmentations,
        int threads,
        int prefetch,
        BadPictures badPictures) {
    public BatchOptions {
        require(batch >= 1, "a batch has at least 1 picture", batch);
        require(start >= 0, "the start is 0 or more", start);
        require(threads >= 0 && threads <= 1024, "threads are 0 to 1,024", threads);
        require(prefetch >= 1, "at least 1 batch is prepared ahead", prefetch);
    }

    private static void require(boolean good, String rule, int found) {
        if (!good) {
            throw new IllegalArgumentException("BatchOptions: " + rule + ", got " + found);
        }
    }

    /**
     * In the order of the data set, without augmentations, half the machine's cores preparing two
     * batches ahead; bad pictures are left out.
     */
    public static BatchOptions of(int batch) {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return new BatchOptions(
                batch, false, 0, 0, 0, false, Augmentations.none(), threads, 2, BadPictures.SKIP);
    }

    /** The same in a random order that follows from the seed and the epoch. */
    public BatchOptions withShuffle(long newSeed, int newEpoch) {
        return new BatchOptions(
                batch,
                true,
                newSeed,
                newEpoch,
                start,
                dropLast,
                augmentations,
                threads,
                prefetch,
                badPictures);
    }

    /** The same from another place in the order on. */
    public BatchOptions withStart(int pictures) {
        return new BatchOptions(
                batch,
                shuffle,
                seed,
                epoch,
                pictures,
                dropLast,
                augmentations,
                threads,
                prefetch,
                badPictures);
    }

    /** The same without a last batch that has fewer pictures, or with it. */
    public BatchOptions withDropLast(boolean drop) {
        return new BatchOptions(
                batch,
                shuffle,
                seed,
                epoch,
                start,
                drop,
                augmentations,
                threads,
                prefetch,
                badPictures);
    }

    /** The same with other augmentations. */
    public BatchOptions withAugmentations(Augmentations others) {
        return new BatchOptions(
                batch,
                shuffle,
                seed,
                epoch,
                start,
                dropLast,
                others,
                threads,
                prefetch,
                badPictures);
    }

    /** The same with another number of threads and batches ahead. */
    public BatchOptions withThreads(int newThreads, int newPrefetch) {
        return new BatchOptions(
                batch,
                shuffle,
                seed,
                epoch,
                start,
                dropLast,
                augmentations,
                newThreads,
                newPrefetch,
                badPictures);
    }

    /** The same with another way to deal with bad pictures. */
    public BatchOptions withBadPictures(BadPictures others) {
        return new BatchOptions(
                batch,
                shuffle,
                seed,
                epoch,
                start,
                dropLast,
                augmentations,
                threads,
                prefetch,
                others);
    }
}
