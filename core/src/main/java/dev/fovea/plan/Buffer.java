package dev.fovea.plan;

import dev.fovea.tensor.Shape;

/**
 * A window on a plan's memory: samples of one shape, one behind the other.
 *
 * <p>What stands there is valid until the plan runs again.
 */
public final class Buffer {
    private final float[] data;
    private final int offset;
    private final Shape shape;

    Buffer(float[] data, int offset, Shape shape) {
        this.data = data;
        this.offset = offset;
        this.shape = shape;
    }

    /** The plan's own array: writing to it writes to the plan. */
    public float[] data() {
        return data;
    }

    /** Index of the first number of the first sample. */
    public int offset() {
        return offset;
    }

    /** Shape of one sample, without the batch. */
    public Shape shape() {
        return shape;
    }

    /** Index of the first number of sample {@code i}, counted from 0. */
    public int at(int i) {
        return offset + i * shape.size();
    }
}
