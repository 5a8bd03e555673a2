package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Lanes.INTS;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import dev.fovea.kernel.DropoutMask;
import dev.fovea.kernel.Workers;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/** Inverted dropout with the decisions of {@link DropoutMask}. */
final class VectorDropout {
    private static final IntVector LANE = IntVector.zero(INTS).addIndex(1);

    private VectorDropout() {}

    static void run(
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
                workers, length, (from, to) -> range(mask, from, to, x, xOffset, y, yOffset));
    }

    private static void range(
            DropoutMask mask, int from, int to, float[] x, int xOffset, float[] y, int yOffset) {
        int key0 = mask.key0();
        int key1 = mask.key1();
        int threshold = mask.threshold();
        float scale = mask.scale();
        for (int i = from; i < to; i += COUNT) {
            // DropoutMask.keeps of i and the elements behind it.
            IntVector a = LANE.add(i + key0);
            a = a.lanewise(LSHR, 16).lanewise(XOR, a).mul(DropoutMask.MIX1);
            a = a.lanewise(LSHR, 13).lanewise(XOR, a).mul(DropoutMask.MIX2);
            IntVector b = a.lanewise(LSHR, 16).lanewise(XOR, a).add(key1);
            b = b.lanewise(LSHR, 16).lanewise(XOR, b).mul(DropoutMask.MIX1);
            b = b.lanewise(LSHR, 13).lanewise(XOR, b).mul(DropoutMask.MIX2);
            IntVector hash = b.lanewise(LSHR, 16).lanewise(XOR, b);
            VectorMask<Float> dropped =
                    hash.lanewise(LSHR, Integer.SIZE - DropoutMask.BITS).lt(threshold).cast(FLOATS);
            if (i + COUNT <= to) {
                FloatVector.fromArray(FLOATS, x, xOffset + i)
                        .mul(scale)
                        .blend(0f, dropped)
                        .intoArray(y, yOffset + i);
            } else {
                VectorMask<Float> last = FLOATS.indexInRange(i, to);
                FloatVector.fromArray(FLOATS, x, xOffset + i, last)
                        .mul(scale)
                        .blend(0f, dropped)
                        .intoArray(y, yOffset + i, last);
            }
        }
    }
}
