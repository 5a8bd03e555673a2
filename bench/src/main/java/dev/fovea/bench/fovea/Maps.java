package dev.fovea.bench.fovea;

import dev.fovea.bench.task.Inputs;
import dev.fovea.bench.task.Task;
import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Memory;

/** The maps of a single layer, {@code [N, H, W, C]} and aligned as a plan's are. */
record Maps(Task.Layer layer) {
    ConvGeometry geometry() {
        return ConvGeometry.of(
                layer.side(), layer.side(), layer.channels(), layer.channels(), 3, 1, 1);
    }

    int batch() {
        return layer.batch();
    }

    private int size() {
        return layer.batch() * layer.channels() * layer.side() * layer.side();
    }

    float[] empty() {
        return Memory.allocate(size());
    }

    /** From {@code [N, C, H, W]}. */
    float[] place(float[] map) {
        float[] x = empty();
        float[] last = Inputs.channelsLast(map, layer.channels(), layer.side() * layer.side());
        System.arraycopy(last, 0, x, Memory.OFFSET, last.length);
        return x;
    }

    float[] sample(float[] map) {
        int pixels = layer.side() * layer.side();
        int channels = layer.channels();
        return Inputs.sample(
                size(),
                i -> {
                    int image = i / (pixels * channels);
                    int channel = i / pixels % channels;
                    int pixel = i % pixels;
                    return map[Memory.OFFSET + (image * pixels + pixel) * channels + channel];
                });
    }
}
