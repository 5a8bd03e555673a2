package dev.fovea.plan;

import java.util.List;
import java.util.Locale;

/**
 * What a plan does and what memory it takes, known before anything is allocated.
 *
 * @param kernels the set of kernels
 * @param batch the largest batch
 * @param imageByImage how many of the first steps each thread does for one image after the other,
 *     instead of all threads together for the batch
 * @param steps in the order they run
 * @param memory in bytes
 * @param weights bytes of the weights that stay beside it; packed ones do not if they are streamed
 */
public record PlanReport(
        String kernels,
        int batch,
        int imageByImage,
        List<Row> steps,
        PlanMemory memory,
        long weights) {
    /**
     * One step.
     *
     * @param step node name (the last one of those fused), for backward steps with what they
     *     compute
     * @param algorithm what runs; empty where there is no choice
     * @param writes the values it writes, with their shapes
     * @param weights how a convolution or dense layer has its weights, and their bytes: as they
     *     are, or packed; packed ones need not be kept besides when a plan reads them from a file.
     *     Empty for other steps
     * @param flops of a convolution or dense layer with the largest batch, counted as the direct
     *     algorithm does: two for each multiply-add; 0 for other steps
     * @param bytes of the values it reads and writes with the largest batch, and of its weights as
     *     the kernel has them: what must move if nothing is in a cache
     */
    public record Row(
            String step, String algorithm, String writes, String weights, long flops, long bytes) {}

    /** A plain table of the steps, then the memory. */
    public String toText() {
        var text = new StringBuilder();
        int width = steps.stream().mapToInt(row -> row.step.length()).max().orElse(4);
        int writes = steps.stream().mapToInt(row -> row.writes.length()).max().orElse(4);
        int algorithm = steps.stream().mapToInt(row -> row.algorithm.length()).max().orElse(4);
        for (Row row : steps) {
            text.append(
                    String.format(
                                    Locale.ROOT,
                                    "%-"
                                            + width
                                            + "s  %-"
                                            + Math.max(1, algorithm)
                                            + "s  %-"
                                            + Math.max(1, writes)
                                            + "s  %s",
                                    row.step,
                                    row.algorithm,
                                    row.writes,
                                    row.weights)
                            .stripTrailing());
            text.append('\n');
        }
        text.append('\n');
        if (imageByImage > 0) {
            text.append("the steps up to ")
                    .append(steps.get(imageByImage - 1).step)
                    .append(" run image by image, one on each thread; the others batch by batch\n");
        }
        return text.append("kernels ")
                .append(kernels)
                .append(", batch ")
                .append(batch)
                .append(": ")
                .append(memory)
                .append(", and ")
                .append(Heap.text(weights))
                .append(" of weights beside it\n")
                .toString();
    }
}
