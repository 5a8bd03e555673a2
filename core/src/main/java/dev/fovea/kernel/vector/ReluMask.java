package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** The derivative of a ReLU whose output is the mask: {@code dx = 0} where {@code mask <= 0}. */
final class ReluMask {
    private ReluMask() {}

    static void apply(int length, float[] mask, int maskAt, float[] dx, int dxAt) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector m = FloatVector.fromArray(FLOATS, mask, maskAt + i);
            FloatVector g = FloatVector.fromArray(FLOATS, dx, dxAt + i);
            g.blend(0f, m.compare(LE, 0f)).intoArray(dx, dxAt + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector m = FloatVector.fromArray(FLOATS, mask, maskAt + i, last);
            FloatVector g = FloatVector.fromArray(FLOATS, dx, dxAt + i, last);
            g.blend(0f, m.compare(LE, 0f)).intoArray(dx, dxAt + i, last);
        }
    }

    /** The same for {@code runs} runs of {@code length} floats, {@code stride} apart. */
    static void applyToRuns(
            int runs, int stride, int length, float[] mask, int maskAt, float[] dx, int dxAt) {
        int whole = FLOATS.loopBound(length);
        for (int run = 0; run < runs * stride; run += stride) {
            for (int i = run; i < run + whole; i += COUNT) {
                FloatVector m = FloatVector.fromArray(FLOATS, mask, maskAt + i);
                FloatVector g = FloatVector.fromArray(FLOATS, dx, dxAt + i);
                g.blend(0f, m.compare(LE, 0f)).intoArray(dx, dxAt + i);
            }
            for (int i = run + whole; i < run + length; i++) {
                dx[dxAt + i] = mask[maskAt + i] <= 0 ? 0 : dx[dxAt + i];
            }
        }
    }
}
