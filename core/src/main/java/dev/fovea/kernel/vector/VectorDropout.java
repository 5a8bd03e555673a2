package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Lanes.INTS;
import static dev.fovea.kernel.vector.Lanes.load;
import static dev.fovea.kernel.vector.Lanes.tail;
import static dev.fovea.kernel.vector.Lanes.zero;
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
        int i = from;
        for (; i + COUNT <= to; i += COUNT) {
            VectorMask<Float> kept = keeps(i, key0, key1, threshold);
            zero().blend(load(x, xOffset + i).mul(scale), kept).intoArray(y, yOffset + i);
        }
        if (i < to) {
            VectorMask<Float> last = tail(i, to);
            FloatVector scaled = load(x, xOffset + i, last).mul(scale);
            VectorMask<Float> kept = keeps(i, key0, key1, threshold);
            zero().blend(scaled, kept).intoArray(y, yOffset + i, last);
        }
    }

    /** {@link DropoutMask#keeps} of {@code i} and the elements behind it. */
    private static VectorMask<Float> keeps(int i, int key0, int key1, int threshold) {
        IntVector hash = mix(mix(LANE.add(i + key0)).add(key1));
        return hash.lanewise(LSHR, Integer.SIZE - DropoutMask.BITS)
                .lt(threshold)
                .not()
                .cast(FLOATS);
    }

    private static IntVector mix(IntVector h) {
        IntVector a = h.lanewise(LSHR, 16).lanewise(XOR, h);
        IntVector b = a.mul(DropoutMask.MIX1);
        IntVector c = b.lanewise(LSHR, 13).lanewise(XOR, b);
        IntVector d = c.mul(DropoutMask.MIX2);
        return d.lanewise(LSHR, 16).lanewise(XOR, d);
    }
}
