package dev.fovea.kernel.general;

import java.util.function.DoubleBinaryOperator;

/** A function of two numbers, over two inputs of as many axes; an extent of 1 stands for all. */
public final class Map2 implements TensorFunction {
    private final int[] extents;
    private final int[] left;
    private final int[] right;
    private final DoubleBinaryOperator f;

    /** Over inputs of these extents. */
    public Map2(int[] left, int[] right, DoubleBinaryOperator f) {
        this.left = Extents.broadcastStrides(left);
        this.right = Extents.broadcastStrides(right);
        extents = new int[left.length];
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = Math.max(left[axis], right[axis]);
        }
        this.f = f;
    }

    @Override
    public void run(float[][] x, int[] xOffsets, float[][] parameters, float[] y, int yOffset) {
        combine(0, x, xOffsets[0], xOffsets[1], y, yOffset);
    }

    private int combine(int axis, float[][] x, int a, int b, float[] y, int to) {
        boolean last = axis == extents.length - 1;
        int at = to;
        for (int i = 0; i < extents[axis]; i++) {
            int fromA = a + i * left[axis];
            int fromB = b + i * right[axis];
            if (last) {
                y[at++] = (float) f.applyAsDouble(x[0][fromA], x[1][fromB]);
            } else {
                at = combine(axis + 1, x, fromA, fromB, y, at);
            }
        }
        return at;
    }
}
