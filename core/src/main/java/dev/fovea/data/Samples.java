package dev.fovea.data;

import dev.fovea.tensor.Shape;
import java.io.IOException;

/**
 * Numbers of a data set's samples that are there already and need no picture: features that a
 * network computed before, for example. Used by many threads at once.
 */
public interface Samples {
    /** The shape of one sample: {@code H x W x C} or {@code F}. */
    Shape shape();

    /**
     * {@code target[at + i]} is number i of a sample.
     *
     * @throws IOException if this sample cannot be used, as a picture that cannot be read; others
     *     may still be
     */
    void write(int index, float[] target, int at) throws IOException;
}
