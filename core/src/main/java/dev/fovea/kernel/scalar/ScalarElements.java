package dev.fovea.kernel.scalar;

import dev.fovea.kernel.Activation;
import dev.fovea.kernel.DropoutMask;
import dev.fovea.kernel.Workers;
import java.util.Arrays;

/** Sums and products of tensors, and dropout. */
final class ScalarElements {
    private ScalarElements() {}

    static void add(
            Workers workers,
            Activation activation,
            int length,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] y,
            int yOffset) {
        Pieces.overElements(
                workers,
                length,
                (from, to, worker) -> {
                    for (int i = from; i < to; i++) {
                        y[yOffset + i] = a[aOffset + i] + b[bOffset + i];
                    }
                    int at = yOffset + from;
                    ScalarActivations.apply(activation, to - from, y, at, y, at);
                });
    }

    static void multiply(
            Workers workers,
            int length,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] y,
            int yOffset) {
        Pieces.overElements(
                workers,
                length,
                (from, to, worker) -> {
                    for (int i = from; i < to; i++) {
                        y[yOffset + i] = a[aOffset + i] * b[bOffset + i];
                    }
                });
    }

    static void multiplyChannels(
            Workers workers,
            int n,
            int pixels,
            int channels,
            float[] x,
            int xOffset,
            float[] scale,
            int scaleOffset,
            float[] y,
            int yOffset) {
        Pieces.overRows(
                workers,
                n * pixels,
                channels,
                (from, to, worker) -> {
                    for (int row = from; row < to; row++) {
                        int at = row * channels;
                        int scaleAt = scaleOffset + row / pixels * channels;
                        for (int c = 0; c < channels; c++) {
                            y[yOffset + at + c] = x[xOffset + at + c] * scale[scaleAt + c];
                        }
                    }
                });
    }

    static void multiplyChannelsBackward(
            Workers workers,
            int n,
            int pixels,
            int channels,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dScale,
            int dScaleOffset) {
        var ofWorkers = new PerWorker<>(workers, () -> new double[Pieces.CHANNELS]);
        Pieces.overImagesAndChannels(
                workers,
                n,
                channels,
                (image, from, to, worker) -> {
                    double[] sums = ofWorkers.of(worker);
                    Arrays.fill(sums, 0);
                    for (int pixel = 0; pixel < pixels; pixel++) {
                        int at = (image * pixels + pixel) * channels;
                        for (int c = from; c < to; c++) {
                            sums[c - from] += (double) dy[dyOffset + at + c] * x[xOffset + at + c];
                        }
                    }
                    for (int c = from; c < to; c++) {
                        dScale[dScaleOffset + image * channels + c] = (float) sums[c - from];
                    }
                });
    }

    static void dropout(
            Workers workers,
            float rate,
            long seed,
            int length,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset) {
        var mask = DropoutMask.of(rate, seed);
        Pieces.overElements(
                workers,
                length,
                (from, to, worker) -> {
                    for (int i = from; i < to; i++) {
                        y[yOffset + i] = mask.keeps(i) ? x[xOffset + i] * mask.scale() : 0;
                    }
                });
    }
}
