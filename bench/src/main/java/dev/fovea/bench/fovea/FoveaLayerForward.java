package dev.fovea.bench.fovea;

import dev.fovea.bench.task.Inputs;
import dev.fovea.bench.task.Session;
import dev.fovea.bench.task.Task;
import dev.fovea.bench.task.Worker;
import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;
import dev.fovea.plan.KernelSets;

/** A convolution with bias, its weights packed ahead as in inference. */
final class FoveaLayerForward implements Session {
    private final Maps maps;
    private final LinearForward kernel;
    private final float[] x;
    private final float[] weights;
    private final float[] bias;
    private final float[] y;
    private final float[] scratch;

    FoveaLayerForward(Task.Layer layer) {
        maps = new Maps(layer);
        ConvGeometry geometry = maps.geometry();
        kernel =
                KernelSets.best(Worker.threads())
                        .convForward(geometry, layer.batch(), Epilogue.NONE, false);
        x = maps.place(Inputs.layerInput(layer));
        bias = Inputs.layerBias(layer);
        weights = Packing.of(kernel, Inputs.layerWeights(layer));
        y = maps.empty();
        scratch = Memory.allocate(kernel.scratchSize());
    }

    @Override
    public void run() {
        kernel.run(
                maps.batch(),
                x,
                Memory.OFFSET,
                weights,
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
        return maps.sample(y);
    }
}
