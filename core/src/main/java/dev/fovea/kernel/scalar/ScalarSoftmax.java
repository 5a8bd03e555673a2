package dev.fovea.kernel.scalar;

import dev.fovea.kernel.Workers;

/** Softmax, its logarithm, and cross-entropy, a row at a time in double precision. */
final class ScalarSoftmax {
    private ScalarSoftmax() {}

    static void softmax(
            Workers workers,
            int rows,
            int classes,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset) {
        overRows(
                workers,
                rows,
                classes,
                at -> {
                    float max = max(classes, x, xOffset + at);
                    double sum = sumOfExp(classes, x, xOffset + at, max);
                    for (int c = 0; c < classes; c++) {
                        double e = Math.exp((double) x[xOffset + at + c] - max);
                        y[yOffset + at + c] = (float) (e / sum);
                    }
                });
    }

    static void softmaxBackward(
            Workers workers,
            int rows,
            int classes,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset) {
        overRows(
                workers,
                rows,
                classes,
                at -> {
                    double sum = 0;
                    for (int c = 0; c < classes; c++) {
                        sum += (double) y[yOffset + at + c] * dy[dyOffset + at + c];
                    }
                    for (int c = 0; c < classes; c++) {
                        double difference = dy[dyOffset + at + c] - sum;
                        dx[dxOffset + at + c] = (float) (y[yOffset + at + c] * difference);
                    }
                });
    }

    static void logSoftmax(
            Workers workers,
            int rows,
            int classes,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset) {
        overRows(
                workers,
                rows,
                classes,
                at -> {
                    float max = max(classes, x, xOffset + at);
                    double logSum = Math.log(sumOfExp(classes, x, xOffset + at, max));
                    for (int c = 0; c < classes; c++) {
                        double distance = (double) x[xOffset + at + c] - max;
                        y[yOffset + at + c] = (float) (distance - logSum);
                    }
                });
    }

    static void logSoftmaxBackward(
            Workers workers,
            int rows,
            int classes,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset) {
        overRows(
                workers,
                rows,
                classes,
                at -> {
                    double sum = 0;
                    for (int c = 0; c < classes; c++) {
                        sum += dy[dyOffset + at + c];
                    }
                    for (int c = 0; c < classes; c++) {
                        double probability = Math.exp(y[yOffset + at + c]);
                        dx[dxOffset + at + c] = (float) (dy[dyOffset + at + c] - probability * sum);
                    }
                });
    }

    static void crossEntropy(
            Workers workers,
            int rows,
            int classes,
            float[] logits,
            int logitsOffset,
            float[] targets,
            float scale,
            float[] losses,
            float[] dLogits,
            int dLogitsOffset) {
        overRows(
                workers,
                rows,
                classes,
                at -> {
                    int xAt = logitsOffset + at;
                    float max = max(classes, logits, xAt);
                    double sum = sumOfExp(classes, logits, xAt, max);
                    double logSum = Math.log(sum);
                    double weight = 0;
                    double loss = 0;
                    for (int c = 0; c < classes; c++) {
                        double target = targets[at + c];
                        weight += target;
                        // A class ruled out by a logit of -infinity costs nothing where it is not
                        // wanted: 0 times infinity would be NaN.
                        if (target != 0) {
                            loss -= target * ((double) logits[xAt + c] - max - logSum);
                        }
                    }
                    losses[at / classes] = (float) loss;
                    for (int c = 0; c < classes; c++) {
                        double probability = Math.exp((double) logits[xAt + c] - max) / sum;
                        double gradient = scale * (probability * weight - targets[at + c]);
                        dLogits[dLogitsOffset + at + c] = (float) gradient;
                    }
                });
    }

    /** What is done with the row that starts at an index. */
    @FunctionalInterface
    private interface Row {
        void run(int at);
    }

    private static void overRows(Workers workers, int rows, int classes, Row body) {
        Pieces.overRows(
                workers,
                rows,
                classes,
                (from, to, worker) -> {
                    for (int row = from; row < to; row++) {
                        body.run(row * classes);
                    }
                });
    }

    private static float max(int length, float[] x, int xAt) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < length; i++) {
            max = Math.max(max, x[xAt + i]);
        }
        return max;
    }

    private static double sumOfExp(int length, float[] x, int xAt, float max) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += Math.exp((double) x[xAt + i] - max);
        }
        return sum;
    }
}
