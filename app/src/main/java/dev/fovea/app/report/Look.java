package dev.fovea.app.report;

import dev.fovea.app.terminal.Output;
import dev.fovea.data.Dataset;
import dev.fovea.explain.Nodes;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.Summary;
import dev.fovea.predict.Evaluation;

/**
 * What exhibits are made from.
 *
 * @param output where progress is shown
 * @param pictures those of the evaluation, labelled in the order of the network's outputs
 * @param effort about how many multiply-adds one exhibit may take
 */
public record Look(
        Output output,
        Model model,
        Kernels kernels,
        Dataset pictures,
        Evaluation evaluation,
        long effort) {
    /** A few seconds on one processor: what a training adds at its end. */
    public static final long SECONDS = 100_000_000_000L;

    /** A minute or two on one processor. */
    public static final long MINUTES = 2_000_000_000_000L;

    /** From here on one picture at a time: gradients need every map of a network at once. */
    private static final long LARGE = 1_000_000_000L;

    /** How many pictures may run through the network, each so many times; at most {@code most}. */
    int pictures(int times, int most) {
        long affordable = effort / (times * Math.max(1, multiplyAdds()));
        return (int) Math.min(Math.min(most, pictures.size()), affordable);
    }

    /** Pictures that run together. */
    int batch(int most) {
        return multiplyAdds() > LARGE ? Math.min(4, most) : most;
    }

    /** Pictures whose gradients run together. */
    int gradientBatch(int most) {
        return multiplyAdds() > LARGE ? 1 : most;
    }

    /** Whether some layer that detects something makes a map. */
    boolean hasMaps() {
        try {
            return !lastMap().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    String lastMap() {
        return Nodes.lastMap(model.network()).name();
    }

    private long multiplyAdds() {
        return Summary.of(model.network()).multiplyAdds();
    }
}
