package dev.fovea.kernel.general;

/**
 * Every element of the output is a weighted sum of elements of the input, with weights that are a
 * product over the axes: resizing.
 */
public final class Resample implements TensorFunction {
    private final int[][][] offsets;
    private final float[][][] weights;

    /**
     * @param offsets for each axis and index of the output what its neighbours add to the place in
     *     the input
     * @param weights of these neighbours
     */
    public Resample(int[][][] offsets, float[][][] weights) {
        this.offsets = offsets;
        this.weights = weights;
    }

    @Override
    public void run(float[][] x, int[] xOffsets, float[][] parameters, float[] y, int yOffset) {
        var index = new int[offsets.length];
        var extents = new int[offsets.length];
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = offsets[axis].length;
        }
        int size = Extents.size(extents);
        for (int i = 0; i < size; i++) {
            y[yOffset + i] = (float) sum(0, index, x[0], xOffsets[0]);
            Extents.next(index, extents);
        }
    }

    private double sum(int axis, int[] index, float[] x, int from) {
        if (axis == index.length) {
            return x[from];
        }
        int[] neighbours = offsets[axis][index[axis]];
        float[] shares = weights[axis][index[axis]];
        if (neighbours.length == 1 && shares[0] == 1) {
            return sum(axis + 1, index, x, from + neighbours[0]);
        }
        double sum = 0;
        for (int i = 0; i < neighbours.length; i++) {
            sum += shares[i] * sum(axis + 1, index, x, from + neighbours[i]);
        }
        return sum;
    }
}
