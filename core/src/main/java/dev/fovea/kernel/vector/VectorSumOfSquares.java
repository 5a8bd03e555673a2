package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import dev.fovea.kernel.Workers;
import jdk.incubator.vector.FloatVector;

/** {@code sum x^2}: in float over blocks of 4,096 numbers, in double between them. */
final class VectorSumOfSquares {
    private static final int BLOCK = 4096;
    private static final int PARTS = 64;

    private VectorSumOfSquares() {}

    static double run(Workers workers, int length, float[] x, int xOffset) {
        var sums = new double[PARTS];
        int blocks = Math.ceilDiv(length, BLOCK);
        Pieces.overParts(
                workers,
                PARTS,
                blocks,
                (part, from, to) -> {
                    var lanes = new float[COUNT];
                    double sum = 0;
                    for (int block = from; block < to; block++) {
                        int start = block * BLOCK;
                        int count = Math.min(BLOCK, length - start);
                        sum += block(count, x, xOffset + start, lanes);
                    }
                    sums[part] = sum;
                });
        double total = 0;
        for (double sum : sums) {
            total += sum;
        }
        return total;
    }

    private static double block(int length, float[] x, int at, float[] lanes) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = FloatVector.zero(FLOATS);
        FloatVector s2 = FloatVector.zero(FLOATS);
        FloatVector s3 = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i + 4 * COUNT <= length; i += 4 * COUNT) {
            FloatVector x0 = FloatVector.fromArray(FLOATS, x, at + i);
            FloatVector x1 = FloatVector.fromArray(FLOATS, x, at + i + COUNT);
            FloatVector x2 = FloatVector.fromArray(FLOATS, x, at + i + 2 * COUNT);
            FloatVector x3 = FloatVector.fromArray(FLOATS, x, at + i + 3 * COUNT);
            s0 = x0.fma(x0, s0);
            s1 = x1.fma(x1, s1);
            s2 = x2.fma(x2, s2);
            s3 = x3.fma(x3, s3);
        }
        for (; i < length; i += COUNT) {
            FloatVector rest =
                    FloatVector.fromArray(FLOATS, x, at + i, FLOATS.indexInRange(i, length));
            s0 = rest.fma(rest, s0);
        }
        s0.add(s1).add(s2.add(s3)).intoArray(lanes, 0);
        return Lanes.sum(lanes);
    }
}
