package dev.fovea.plan;

import java.util.Locale;

/**
 * Bytes a plan takes beside the weights themselves.
 *
 * @param values activations and their gradients, in reused buffers
 * @param valuesWithoutReuse the same if every value had its own
 * @param prepared packed weights, switches, statistics
 * @param shared the part of {@code prepared} that plans over the same weights share
 * @param gradients of parameters
 * @param scratch working memory of the kernels
 */
public record PlanMemory(
        long values,
        long valuesWithoutReuse,
        long prepared,
        long shared,
        long gradients,
        long scratch) {
    /** All of it, for the first plan over these weights. */
    public long total() {
        return values + prepared + gradients + scratch;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s (values %s, %s without reuse; packed weights and switches %s; gradients %s; scratch %s)",
                mebibytes(total()),
                mebibytes(values),
                mebibytes(valuesWithoutReuse),
                mebibytes(prepared),
                mebibytes(gradients),
                mebibytes(scratch));
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }
}
