package dev.fovea.kernel.general;

/** One number of all along some axes. */
public final class Reduction implements TensorFunction {
    private final int[] kept;
    private final int[] gone;
    private final int[] strides;
    private final Fold fold;

    /** What becomes of numbers that come one after the other. */
    @FunctionalInterface
    public interface Fold {
        /**
         * @param count how many there were before
         * @param sofar the outcome of those, 0 of none
         */
        double add(int count, double sofar, float number);
    }

    /** What is done with all of them in the end. */
    @FunctionalInterface
    public interface End {
        double of(int count, double outcome);
    }

    private final End end;

    /**
     * @param extents of the input
     * @param reduced which axes go
     */
    public Reduction(int[] extents, boolean[] reduced, Fold fold, End end) {
        kept = extents.clone();
        gone = extents.clone();
        for (int axis = 0; axis < extents.length; axis++) {
            if (reduced[axis]) {
                kept[axis] = 1;
            } else {
                gone[axis] = 1;
            }
        }
        strides = Extents.strides(extents);
        this.fold = fold;
        this.end = end;
    }

    @Override
    public void run(float[][] x, int[] xOffsets, float[][] parameters, float[] y, int yOffset) {
        var outer = new int[kept.length];
        var inner = new int[kept.length];
        int count = Extents.size(gone);
        int size = Extents.size(kept);
        for (int i = 0; i < size; i++) {
            int from = xOffsets[0] + Extents.dot(outer, strides);
            double outcome = 0;
            for (int j = 0; j < count; j++) {
                outcome = fold.add(j, outcome, x[0][from + Extents.dot(inner, strides)]);
                Extents.next(inner, gone);
            }
            y[yOffset + i] = (float) end.of(count, outcome);
            Extents.next(outer, kept);
        }
    }
}
