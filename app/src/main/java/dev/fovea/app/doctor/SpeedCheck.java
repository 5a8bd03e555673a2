package dev.fovea.app.doctor;

import dev.fovea.kernel.Kernels;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Padding;
import dev.fovea.nn.Summary;
import dev.fovea.nn.Weights;
import dev.fovea.plan.KernelSets;
import dev.fovea.plan.Plan;
import dev.fovea.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a few kernels for about half a second each. The thresholds are no goals: where vectors
 * become machine instructions, even a slow laptop is several times above them, and where they do
 * not (each vector operation is then a method call with objects), a hundred times below.
 */
public final class SpeedCheck {
    private static final long NANOS = 500_000_000;
    private static final int TURNS = 5;

    private SpeedCheck() {}

    /**
     * @param what ran
     * @param rate per second
     * @param unit of the rate
     * @param least below this something is wrong
     */
    public record Result(String what, double rate, String unit, double least) {
        public boolean isTooSlow() {
            return rate < least;
        }
    }

    /** Takes about two seconds. */
    public static List<Result> run(Kernels kernels) {
        double scale = KernelSets.hasVectorModule() ? 1 : 0.1;
        Network conv3 = Network.input(28, 28, 64).then("conv", conv(64, 3));
        Network conv1 = Network.input(28, 28, 128).then("conv", conv(128, 1));
        Network dense = Network.input(Shape.of(1024)).then("dense", Dense.of(1024));
        Network pool = Network.input(56, 56, 64).then("pool", MaxPool2d.of(2));
        return List.of(
                products(
                        "3x3 convolution, 64 to 64 at 28x28, batch 8",
                        conv3,
                        8,
                        kernels,
                        8 * scale),
                products(
                        "1x1 convolution, 128 to 128 at 28x28, batch 8",
                        conv1,
                        8,
                        kernels,
                        8 * scale),
                products("fully connected, 1024 to 1024, batch 64", dense, 64, kernels, 4 * scale),
                bytes("2x2 max pooling, 64 at 56x56, batch 8", pool, 8, kernels, 0.3 * scale));
    }

    private static Conv2d conv(int filters, int kernel) {
        return Conv2d.of(filters, kernel).withPadding(Padding.SAME);
    }

    private static Result products(
            String what, Network network, int batch, Kernels kernels, double least) {
        double flops = 2.0 * batch * Summary.of(network).multiplyAdds();
        return new Result(what, flops * rate(network, batch, kernels) * 1e-9, "GFLOP/s", least);
    }

    private static Result bytes(
            String what, Network network, int batch, Kernels kernels, double least) {
        double bytes = 4.0 * batch * (network.input().size() + network.outputShape().size());
        return new Result(what, bytes * rate(network, batch, kernels) * 1e-9, "GB/s", least);
    }

    /**
     * Runs a second: half of it until the compilers are done, then the best of some short turns, so
     * that a busy machine is not taken for a slow kernel.
     */
    private static double rate(Network network, int batch, Kernels kernels) {
        Weights weights = Weights.initialise(network, Initialisation.HE, 1);
        Plan plan = Plan.forInference(network, weights, kernels, batch);
        float[] x = plan.input().data();
        Arrays.fill(x, 0.5f);
        repeat(plan, batch, NANOS / 2);
        double best = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            best = Math.max(best, repeat(plan, batch, NANOS / 2 / TURNS));
        }
        return best;
    }

    private static double repeat(Plan plan, int batch, long nanos) {
        long began = System.nanoTime();
        long runs = 0;
        long took;
        do {
            plan.forward(batch);
            runs++;
            took = System.nanoTime() - began;
        } while (took < nanos);
        return runs / (took * 1e-9);
    }
}
