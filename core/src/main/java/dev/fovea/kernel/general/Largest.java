package dev.fovea.kernel.general;

/** The largest or smallest numbers along an axis, or their indices. */
public final class Largest implements TensorFunction {
    private final Lines lines;
    private final int k;
    private final boolean largest;
    private final boolean indices;

    /** {@code k} of those along {@code axis} of an input of these extents. */
    public Largest(int[] extents, int axis, int k, boolean largest, boolean indices) {
        lines = Lines.of(extents, axis);
        this.k = k;
        this.largest = largest;
        this.indices = indices;
    }

    @Override
    public void run(float[][] x, int[] xOffsets, float[][] parameters, float[] y, int yOffset) {
        int inner = lines.inner();
        var chosen = new int[k];
        for (int o = 0; o < lines.outer(); o++) {
            for (int i = 0; i < inner; i++) {
                int from = xOffsets[0] + o * lines.extent() * inner + i;
                choose(x[0], from, inner, chosen);
                int to = yOffset + o * k * inner + i;
                for (int j = 0; j < k; j++) {
                    y[to + j * inner] = indices ? chosen[j] : x[0][from + chosen[j] * inner];
                }
            }
        }
    }

    /** Sorts the best k in, one after the other. */
    private void choose(float[] x, int from, int stride, int[] chosen) {
        int count = 0;
        for (int candidate = 0; candidate < lines.extent(); candidate++) {
            int at = count;
            while (at > 0
                    && better(x[from + candidate * stride], x[from + chosen[at - 1] * stride])) {
                at--;
            }
            if (at < k) {
                count = Math.min(count + 1, k);
                System.arraycopy(chosen, at, chosen, at + 1, count - at - 1);
                chosen[at] = candidate;
            }
        }
    }

    private boolean better(float number, float other) {
        return largest ? number > other : number < other;
    }
}
