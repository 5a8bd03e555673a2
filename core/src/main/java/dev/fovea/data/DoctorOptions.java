package dev.fovea.data;

import dev.fovea.image.ImageDecoder;

/**
 * How closely the data doctor looks.
 *
 * @param mostDecoded of how many pictures in each split the pixels are looked at; where there are
 *     more, this many are chosen by the seed, of the others only the header is read, and duplicates
 *     are told by the files' bytes instead of the pixels
 * @param seed chooses
 * @param threads how many threads work; they change the time and nothing else
 * @param decoder reads the pictures
 * @param progress is told how far the examination is
 */
public record DoctorOptions(
        int mostDecoded, long seed, int threads, ImageDecoder decoder, DoctorProgress progress) {
    public DoctorOptions {
        if (mostDecoded < 0 || threads < 1) {
            throw new IllegalArgumentException(
                    ("DoctorOptions: pictures to decode must be 0 or more and threads 1 or"
                                    + " more, got %d and %d")
                            .formatted(mostDecoded, threads));
        }
    }

    /** Every picture, with all cores of the machine. */
    public static DoctorOptions thorough() {
        return new DoctorOptions(
                Integer.MAX_VALUE,
                0,
                Runtime.getRuntime().availableProcessors(),
                ImageDecoder.standard(),
                (_, _) -> {});
    }

    /** The same with the pixels of at most so many pictures in each split. */
    public DoctorOptions withMostDecoded(int pictures) {
        return new DoctorOptions(pictures, seed, threads, decoder, progress);
    }

    /** The same with another choice of pictures. */
    public DoctorOptions withSeed(long newSeed) {
        return new DoctorOptions(mostDecoded, newSeed, threads, decoder, progress);
    }

    /** The same with another number of threads. */
    public DoctorOptions withThreads(int count) {
        return new DoctorOptions(mostDecoded, seed, count, decoder, progress);
    }

    /** The same with another decoder. */
    public DoctorOptions withDecoder(ImageDecoder other) {
        return new DoctorOptions(mostDecoded, seed, threads, other, progress);
    }

    /** The same with somebody who is told how far it is. */
    public DoctorOptions withProgress(DoctorProgress listener) {
        return new DoctorOptions(mostDecoded, seed, threads, decoder, listener);
    }
}
