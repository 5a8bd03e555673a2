package dev.fovea.bench.fovea;

import dev.fovea.bench.task.Inputs;
import dev.fovea.bench.task.Session;
import dev.fovea.bench.task.Task;
import dev.fovea.bench.task.Worker;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;
import dev.fovea.plan.KernelSets;

/** A product of two matrices: a dense layer, whose weights are packed in the run or ahead. */
final class FoveaProduct implements Session {
    private final Task.Product product;
    private final LinearForward kernel;
    private final float[] x;
    private final float[] weights;
    private final float[] packed;
    private final float[] bias;
    private final float[] y;
    private final float[] scratch;

    FoveaProduct(Task.Product product) {
        this.product = product;
        kernel =
                KernelSets.best(Worker.threads())
                        .denseForward(
                                product.inner(), product.columns(), product.rows(), Epilogue.NONE);
        float[] left = Inputs.left(product);
        x = Memory.allocate(left.length);
        System.arraycopy(left, 0, x, Memory.OFFSET, left.length);
        weights = Inputs.rightTransposed(product);
        packed = Packing.of(kernel, weights);
        bias = new float[product.columns()];
        y = Memory.allocate((long) product.rows() * product.columns());
        scratch = Memory.allocate(kernel.scratchSize());
    }

    @Override
    public void run() {
        if (!product.weightsKept() && kernel.packedSize() > 0) {
            kernel.pack(weights, packed);
        }
        kernel.run(
                product.rows(),
                x,
                Memory.OFFSET,
                packed,
                bias,
                y,
                Memory.OFFSET,
                y,
                Memory.OFFSET,
                scratch);
    }

    @Override
    public float[] check() {
        run();
        return Inputs.sample(product.rows() * product.columns(), i -> y[Memory.OFFSET + i]);
    }
}
