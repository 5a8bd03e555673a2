package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Lanes.roundUp;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** A row of a matrix in an array of whole vectors, filled up with a value that changes nothing. */
final class PaddedRow {
    /** The numbers, from 0. */
    final float[] a;

    private final int length;
    private final float[] lanes = new float[COUNT];

    PaddedRow(int length) {
        this.length = length;
        a = new float[roundUp(length)];
    }

    void copyFrom(float[] x, int xAt, float padding) {
        System.arraycopy(x, xAt, a, 0, length);
        Arrays.fill(a, length, a.length, padding);
    }

    void copyTo(float[] y, int yAt) {
        System.arraycopy(a, 0, y, yAt, length);
    }

    /** The largest number; padded with -infinity. */
    float max() {
        FloatVector max = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < a.length; i += COUNT) {
            max = max.max(FloatVector.fromArray(FLOATS, a, i));
        }
        max.intoArray(lanes, 0);
        float largest = lanes[0];
        for (int i = 1; i < COUNT; i++) {
            largest = Math.max(largest, lanes[i]);
        }
        return largest;
    }

    /** The sum; padded with 0. */
    double sum() {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = 0; i < a.length; i += COUNT) {
            sum = sum.add(FloatVector.fromArray(FLOATS, a, i));
        }
        sum.intoArray(lanes, 0);
        return Lanes.sum(lanes);
    }

    /**
     * The sum of products with the numbers of another row, which count nothing where this row has 0
     * even if they are infinite.
     */
    double dot(PaddedRow other) {
        float[] b = other.a;
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = 0; i < a.length; i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, a, i);
            FloatVector product = v.mul(FloatVector.fromArray(FLOATS, b, i));
            sum = sum.add(product.blend(0f, v.eq(0f)));
        }
        sum.intoArray(lanes, 0);
        return Lanes.sum(lanes);
    }

    void subtract(float value) {
        for (int i = 0; i < a.length; i += COUNT) {
            FloatVector.fromArray(FLOATS, a, i).sub(value).intoArray(a, i);
        }
    }

    void scale(float factor) {
        for (int i = 0; i < a.length; i += COUNT) {
            FloatVector.fromArray(FLOATS, a, i).mul(factor).intoArray(a, i);
        }
    }

    void multiply(PaddedRow other) {
        float[] b = other.a;
        for (int i = 0; i < a.length; i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, b, i);
            FloatVector.fromArray(FLOATS, a, i).mul(v).intoArray(a, i);
        }
    }

    /** Adds {@code factor} times another row. */
    void addScaled(float factor, PaddedRow other) {
        float[] b = other.a;
        for (int i = 0; i < a.length; i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, b, i);
            v.fma(FloatVector.broadcast(FLOATS, factor), FloatVector.fromArray(FLOATS, a, i))
                    .intoArray(a, i);
        }
    }

    /** Every number x becomes {@code e^x}. */
    void exp() {
        VectorExp.inPlace(a, 0, a.length);
    }
}
