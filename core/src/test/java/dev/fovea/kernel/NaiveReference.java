package dev.fovea.kernel;

/** The operations of {@link Kernels} by their definitions, in double precision. */
public final class NaiveReference {
    private NaiveReference() {}

    /** The sum of each column of {@code rows} rows. */
    public static Expected columnSums(int rows, int columns, double[] x) {
        var sum = new double[columns];
        var magnitude = new double[columns];
        for (int i = 0; i < rows * columns; i++) {
            sum[i % columns] += x[i];
            magnitude[i % columns] += Math.abs(x[i]);
        }
        return Expected.sums(sum, magnitude, rows);
    }
}
