package dev.fovea.data;

import java.io.IOException;

/** Decides what becomes of a pass when a picture cannot be read. */
@FunctionalInterface
public interface BadPictures {
    /** Leaves bad pictures out without a word; {@link Batches#skipped()} counts them. */
    BadPictures SKIP = (_, _, _) -> {};

    /** Ends the pass with the first bad picture. */
    BadPictures FAIL =
            (_, _, problem) -> {
                throw problem;
            };

    /**
     * Is called for each bad picture, in the order of the pass, by the thread that takes the
     * batches. The picture is left out if this returns.
     *
     * @param index in the data set
     * @param name of its file, or "train #17"
     * @param problem what is wrong; the message names the file already
     * @throws IOException to end the pass
     */
    void found(int index, String name, IOException problem) throws IOException;
}
