package dev.fovea.kernel.general;

import java.util.Arrays;

/** Matrix products over the last two axes; those before them broadcast. */
public final class Matrices implements TensorFunction {
    private final int[] batch;
    private final int[] left;
    private final int[] right;
    private final int rows;
    private final int inner;
    private final int columns;

    /** Inputs of these extents; a single axis is a row on the left and a column on the right. */
    public Matrices(int[] left, int[] right) {
        int[] a = left.length == 1 ? new int[] {1, left[0]} : left;
        int[] b = right.length == 1 ? new int[] {right[0], 1} : right;
        rows = a[a.length - 2];
        inner = a[a.length - 1];
        columns = b[b.length - 1];
        int rank = Math.max(a.length, b.length) - 2;
        int[] aBatch = padded(a, rank);
        int[] bBatch = padded(b, rank);
        batch = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            batch[axis] = Math.max(aBatch[axis], bBatch[axis]);
        }
        this.left = Extents.broadcastStrides(aBatch);
        this.right = Extents.broadcastStrides(bBatch);
    }

    private static int[] padded(int[] extents, int rank) {
        int[] padded = new int[rank];
        Arrays.fill(padded, 1);
        int own = extents.length - 2;
        System.arraycopy(extents, 0, padded, rank - own, own);
        return padded;
    }

    @Override
    public void run(float[][] x, int[] xOffsets, float[][] parameters, float[] y, int yOffset) {
        var index = new int[batch.length];
        int products = Extents.size(batch);
        for (int i = 0; i < products; i++) {
            int a = xOffsets[0] + Extents.dot(index, left) * rows * inner;
            int b = xOffsets[1] + Extents.dot(index, right) * inner * columns;
            multiply(x[0], a, x[1], b, y, yOffset + i * rows * columns);
            Extents.next(index, batch);
        }
    }

    private void multiply(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        Arrays.fill(y, yOffset, yOffset + rows * columns, 0);
        for (int r = 0; r < rows; r++) {
            int to = yOffset + r * columns;
            for (int k = 0; k < inner; k++) {
                float factor = a[aOffset + r * inner + k];
                int from = bOffset + k * columns;
                for (int c = 0; c < columns; c++) {
                    y[to + c] += factor * b[from + c];
                }
            }
        }
    }
}
