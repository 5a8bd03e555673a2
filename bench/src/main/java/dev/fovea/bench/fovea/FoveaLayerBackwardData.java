package dev.fovea.bench.fovea;

import dev.fovea.bench.task.Inputs;
import dev.fovea.bench.task.Session;
import dev.fovea.bench.task.Task;
import dev.fovea.bench.task.Worker;
import dev.fovea.kernel.LinearBackwardData;
import dev.fovea.kernel.Memory;
import dev.fovea.plan.KernelSets;

/** The gradient by the input, packing included: in training the weights change every step. */
final class FoveaLayerBackwardData implements Session {
    private final Maps maps;
    private final LinearBackwardData kernel;
    private final float[] dy;
    private final float[] weights;
    private final float[] packed;
    private final float[] dx;
    private final float[] scratch;

    FoveaLayerBackwardData(Task.Layer layer) {
        maps = new Maps(layer);
        kernel =
                KernelSets.best(Worker.threads())
                        .convBackwardData(maps.geometry(), layer.batch(), false);
        dy = maps.place(Inputs.layerGradient(layer));
        weights = Inputs.layerWeights(layer);
        packed = kernel.packedSize() == 0 ? weights : Memory.allocate(kernel.packedSize());
        dx = maps.empty();
        scratch = Memory.allocate(kernel.scratchSize());
    }

    @Override
    public void run() {
        if (kernel.packedSize() > 0) {
            kernel.pack(weights, packed);
        }
        kernel.run(
                maps.batch(),
                dy,
                Memory.OFFSET,
                packed,
                dy,
                Memory.OFFSET,
                dx,
                Memory.OFFSET,
                scratch);
    }

    @Override
    public float[] check() {
        run();
        return maps.sample(dx);
    }
}
