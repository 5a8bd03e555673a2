package dev.fovea.kernel.general;

/** The index of the largest number along an axis. */
public final class ArgMax implements TensorFunction {
    private final int outer;
    private final int extent;
    private final int inner;
    private final boolean last;

    /**
     * @param extents of the input
     * @param last whether the last of several equal ones wins, else the first
     */
    public ArgMax(int[] extents, int axis, boolean last) {
        Lines lines = Lines.of(extents, axis);
        outer = lines.outer();
        extent = lines.extent();
        inner = lines.inner();
        this.last = last;
    }

    @Override
    public void run(float[][] x, int[] xOffsets, float[][] parameters, float[] y, int yOffset) {
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int from = xOffsets[0] + o * extent * inner + i;
                int best = 0;
                for (int k = 1; k < extent; k++) {
                    float number = x[0][from + k * inner];
                    float highest = x[0][from + best * inner];
                    if (number > highest || (last && number == highest)) {
                        best = k;
                    }
                }
                y[yOffset + o * inner + i] = best;
            }
        }
    }
}
