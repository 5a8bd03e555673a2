package dev.fovea.kernel.general;

/**
 * Every element of the output is one of the input, or a constant: permuting, slicing, padding,
 * gathering, repeating.
 */
public final class Pick implements TensorFunction {
    private final int[][] offsets;
    private final int[] extents;
    private final float otherwise;

    /**
     * @param offsets for each axis and index of the output what it adds to the place in the input,
     *     or -1 for the constant
     * @param otherwise the constant
     */
    public Pick(int[][] offsets, float otherwise) {
        this.offsets = offsets;
        this.otherwise = otherwise;
        extents = new int[offsets.length];
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = offsets[axis].length;
        }
    }

    @Override
    public void run(float[][] x, int[] xOffsets, float[][] parameters, float[] y, int yOffset) {
        pick(0, x[0], xOffsets[0], y, yOffset, false);
    }

    /** One axis, and all below it; returns where the output goes on. */
    private int pick(int axis, float[] x, int from, float[] y, int to, boolean outside) {
        boolean last = axis == extents.length - 1;
        int at = to;
        for (int offset : offsets[axis]) {
            boolean beyond = outside || offset < 0;
            if (last) {
                y[at++] = beyond ? otherwise : x[from + offset];
            } else {
                at = pick(axis + 1, x, beyond ? from : from + offset, y, at, beyond);
            }
        }
        return at;
    }
}
