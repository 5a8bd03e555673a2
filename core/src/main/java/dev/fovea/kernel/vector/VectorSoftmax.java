package dev.fovea.kernel.vector;

import dev.fovea.kernel.Workers;

/** Softmax, its logarithm, their gradients, and cross-entropy, a row at a time. */
final class VectorSoftmax {
    private VectorSoftmax() {}

    static void softmax(
            Workers workers,
            int rows,
            int classes,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset) {
        Pieces.overRows(
                workers,
                rows,
                classes,
                (from, to) -> {
                    var e = new PaddedRow(classes);
                    for (int row = from; row < to; row++) {
                        e.copyFrom(x, xOffset + row * classes, Float.NEGATIVE_INFINITY);
                        e.subtract(e.max());
                        e.exp();
                        e.scale((float) (1 / e.sum()));
                        e.copyTo(y, yOffset + row * classes);
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
        Pieces.overRows(
                workers,
                rows,
                classes,
                (from, to) -> {
                    var p = new PaddedRow(classes);
                    var g = new PaddedRow(classes);
                    for (int row = from; row < to; row++) {
                        p.copyFrom(y, yOffset + row * classes, 0);
                        g.copyFrom(dy, dyOffset + row * classes, 0);
                        g.subtract((float) p.dot(g));
                        g.multiply(p);
                        g.copyTo(dx, dxOffset + row * classes);
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
        Pieces.overRows(
                workers,
                rows,
                classes,
                (from, to) -> {
                    var d = new PaddedRow(classes);
                    var e = new PaddedRow(classes);
                    for (int row = from; row < to; row++) {
                        d.copyFrom(x, xOffset + row * classes, Float.NEGATIVE_INFINITY);
                        d.subtract(d.max());
                        e.copyFrom(d.a, 0, Float.NEGATIVE_INFINITY);
                        e.exp();
                        d.subtract((float) Math.log(e.sum()));
                        d.copyTo(y, yOffset + row * classes);
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
        Pieces.overRows(
                workers,
                rows,
                classes,
                (from, to) -> {
                    var p = new PaddedRow(classes);
                    var g = new PaddedRow(classes);
                    for (int row = from; row < to; row++) {
                        p.copyFrom(y, yOffset + row * classes, Float.NEGATIVE_INFINITY);
                        p.exp();
                        g.copyFrom(dy, dyOffset + row * classes, 0);
                        g.addScaled((float) -g.sum(), p);
                        g.copyTo(dx, dxOffset + row * classes);
                    }
                });
    }

    /**
     * With {@code d = x - max} and {@code s = sum e^d} the loss of a row is {@code log s sum t -
     * sum t d}; both terms are positive, so nothing cancels.
     */
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
        Pieces.overRows(
                workers,
                rows,
                classes,
                (from, to) -> {
                    var e = new PaddedRow(classes);
                    var t = new PaddedRow(classes);
                    for (int row = from; row < to; row++) {
                        e.copyFrom(logits, logitsOffset + row * classes, Float.NEGATIVE_INFINITY);
                        t.copyFrom(targets, row * classes, 0);
                        e.subtract(e.max());
                        double distances = t.dot(e);
                        e.exp();
                        double weight = t.sum();
                        double sum = e.sum();
                        losses[row] = (float) (Math.log(sum) * weight - distances);
                        e.scale((float) (scale * weight / sum));
                        e.addScaled(-scale, t);
                        e.copyTo(dLogits, dLogitsOffset + row * classes);
                    }
                });
    }
}
