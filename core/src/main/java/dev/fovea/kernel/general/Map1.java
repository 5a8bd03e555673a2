package dev.fovea.kernel.general;

import java.util.function.DoubleUnaryOperator;

/** A function of each number. */
public final class Map1 implements TensorFunction {
    private final int size;
    private final DoubleUnaryOperator f;

    /** Over {@code size} numbers. */
    public Map1(int size, DoubleUnaryOperator f) {
        this.size = size;
        this.f = f;
    }

    @Override
    public void run(float[][] x, int[] xOffsets, float[][] parameters, float[] y, int yOffset) {
        for (int i = 0; i < size; i++) {
            y[yOffset + i] = (float) f.applyAsDouble(x[0][xOffsets[0] + i]);
        }
    }
}
