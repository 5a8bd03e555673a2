package dev.fovea.formats.onnx;

import java.util.Arrays;

/**
 * Numbers known at import: constants and what is worked out from them. Of any rank, row-major.
 *
 * @param dims extents, outermost first
 * @param data held as doubles, which say every extent and index exactly
 * @param whole whether they are whole numbers or truth values, which divide differently
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NdArray(int[] dims, double[] data, boolean whole) {
    /** More numbers than this are not worked out at import. */
    static final int MOST_NUMBERS = 1 << 24;

    NdArray {
        if (size(dims) != data.length) {
            throw new IllegalArgumentException(
                    OnnxTensor.text(dims) + " is no shape for " + data.length + " numbers");
        }
    }

    static NdArray vector(double... data) {
        return new NdArray(new int[] {data.length}, data, true);
    }

    static NdArray zeros(int[] dims, boolean whole) {
        return new NdArray(dims, new double[size(dims)], whole);
    }

    /** The product, if there may be so many numbers. */
    static int size(int... dims) {
        long size = 1;
        for (int dim : dims) {
            if (dim < 0 || (dim > 0 && size > MOST_NUMBERS / dim)) {
                throw new IllegalArgumentException(
                        "at most "
                                + MOST_NUMBERS
                                + " constant numbers, got "
                                + Arrays.toString(dims));
            }
            size *= dim;
        }
        return (int) size;
    }

    int size() {
        return data.length;
    }

    NdArray reshaped(int... newDims) {
        return new NdArray(newDims, data, whole);
    }

    NdArray withWhole(boolean nowWhole) {
        return new NdArray(dims, data, nowWhole);
    }

    /** As ints; what lies beyond their range becomes their least or largest. */
    int[] ints() {
        return Arrays.stream(data).mapToInt(x -> (int) x).toArray();
    }

    float[] floats() {
        float[] floats = new float[data.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) data[i];
        }
        return floats;
    }

    /** How far apart the neighbours along each axis lie. */
    static int[] strides(int[] dims) {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= dims[axis];
        }
        return strides;
    }

    /** Counts {@code index} up by one inside {@code dims}, last axis fastest. */
    static void next(int[] index, int[] dims) {
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            if (++index[axis] < dims[axis]) {
                return;
            }
            index[axis] = 0;
        }
    }

    /** An axis counted from behind where it is negative. */
    static int axis(long axis, int rank) {
        long counted = axis < 0 ? axis + rank : axis;
        if (counted < 0 || counted >= Math.max(1, rank)) {
            throw new IllegalArgumentException(
                    "an axis in " + -rank + " .. " + (rank - 1) + " is needed, got " + axis);
        }
        return (int) counted;
    }

    /** The shape two shapes broadcast to (numpy's rule). */
    static int[] broadcast(int[] a, int[] b) {
        int[] out = new int[Math.max(a.length, b.length)];
        for (int i = 1; i <= out.length; i++) {
            int x = i <= a.length ? a[a.length - i] : 1;
            int y = i <= b.length ? b[b.length - i] : 1;
            if (x != y && x != 1 && y != 1) {
                throw new IllegalArgumentException(
                        OnnxTensor.text(a) + " and " + OnnxTensor.text(b) + " do not broadcast");
            }
            out[out.length - i] = x == 1 ? y : x;
        }
        return out;
    }

    /** The numbers repeated to a shape they broadcast to. */
    NdArray expanded(int[] to) {
        NdArray out = zeros(to, whole);
        int[] own = strides(dims);
        int[] index = new int[to.length];
        for (int i = 0; i < out.size(); i++) {
            int from = 0;
            for (int axis = 0; axis < dims.length; axis++) {
                int at = index[axis + to.length - dims.length];
                from += dims[axis] == 1 ? 0 : at * own[axis];
            }
            out.data[i] = data[from];
            next(index, to);
        }
        return out;
    }
}
