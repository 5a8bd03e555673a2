package dev.fovea.bench.fovea;

import dev.fovea.bench.task.Inputs;
import dev.fovea.bench.task.Session;
import dev.fovea.bench.task.Task;
import dev.fovea.bench.task.Worker;
import dev.fovea.kernel.LinearBackwardWeights;
import dev.fovea.kernel.Memory;
import dev.fovea.plan.KernelSets;

/** The gradients by weights and bias. */
final class FoveaLayerBackwardWeights implements Session {
    private final Maps maps;
    private final LinearBackwardWeights kernel;
    private final float[] x;
    private final float[] dy;
    private final float[] dWeights;
    private final float[] dBias;
    private final float[] scratch;

    FoveaLayerBackwardWeights(Task.Layer layer) {
        maps = new Maps(layer);
        kernel =
                KernelSets.best(Worker.threads())
                        .convBackwardWeights(maps.geometry(), layer.batch());
        x = maps.place(Inputs.layerInput(layer));
        dy = maps.place(Inputs.layerGradient(layer));
        dWeights = new float[maps.geometry().weightSize()];
        dBias = new float[layer.channels()];
        scratch = Memory.allocate(kernel.scratchSize());
    }

    @Override
    public void run() {
        kernel.run(maps.batch(), x, Memory.OFFSET, dy, Memory.OFFSET, dWeights, dBias, scratch);
    }

    @Override
    public float[] check() {
        run();
        return Inputs.sample(dWeights.length, i -> dWeights[i]);
    }
}
