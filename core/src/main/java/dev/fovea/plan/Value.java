package dev.fovea.plan;

import dev.fovea.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What flows between steps: the output of a node or the gradient by it. Several values may share
 * one place in memory (a flattened 1x1 map, an activation in place); then all but one point to
 * another.
 */
final class Value {
    final String name;
    final Shape shape;
    private @Nullable Value sharedWith;
    private float[] data = {};
    private int offset;
    private int laneStride = -1;

    Value(String name, Shape shape) {
        this.name = name;
        this.shape = shape;
    }

    /** From now on this value lives where {@code other} lives; both have the same size. */
    void shareWith(Value other) {
        assert shape.size() == other.shape.size() : name + " and " + other.name;
        if (place() != other.place()) {
            place().sharedWith = other.place();
        }
    }

    /** The value that stands for all that share the place. */
    Value place() {
        Value value = this;
        while (value.sharedWith != null) {
            value = value.sharedWith;
        }
        return value;
    }

    /** Gives the value room for all samples of a batch. */
    void place(float[] array, int start) {
        place(array, start, -1);
    }

    /** Gives the value room for one sample a lane, {@code stride} floats apart. */
    void placeInLanes(float[] array, int start, int stride) {
        assert stride >= size();
        place(array, start, stride);
    }

    private void place(float[] array, int start, int stride) {
        assert sharedWith == null;
        data = array;
        offset = start;
        laneStride = stride;
    }

    float[] data() {
        return place().data;
    }

    /** Where the first sample of a pass lies. */
    int offset(Pass pass) {
        Value place = place();
        return place.offset
                + (place.laneStride < 0 ? pass.first * size() : pass.lane * place.laneStride);
    }

    int size() {
        return shape.size();
    }

    Buffer buffer() {
        return new Buffer(data(), place().offset, shape);
    }

    @Override
    public String toString() {
        return name + " " + shape;
    }
}
