package dev.fovea.kernel.vector;

import dev.fovea.kernel.ConvGeometry;

/**
 * How 3x3 convolutions that Winograd's algorithm fits are computed. Programs leave it to the
 * geometry; the rest is for tests and studies that compare.
 */
public enum ThreeByThree {
    /** The fastest for the geometry. */
    BY_GEOMETRY,
    /** Winograd's algorithm on tiles of 4x4 outputs. */
    WINOGRAD_4,
    /** Winograd's algorithm on tiles of 2x2 outputs; gradients by the weights on 4x4. */
    WINOGRAD_2,
    /** Every product by itself, as other sizes of kernels are computed. */
    DIRECT;

    /** How a convolution is computed forwards. */
    ConvAlgorithm forward(ConvGeometry geometry, int maxBatch, boolean weightsChange) {
        ConvAlgorithm chosen = ConvAlgorithm.choose(geometry, maxBatch, weightsChange);
        if (!ConvAlgorithm.isWinograd(geometry)) {
            return chosen;
        }
        return switch (this) {
            case BY_GEOMETRY -> chosen;
            case WINOGRAD_4 -> ConvAlgorithm.WINOGRAD_4;
            case WINOGRAD_2 -> ConvAlgorithm.WINOGRAD_2;
            case DIRECT -> ConvAlgorithm.GEMM;
        };
    }

    /** The tile of gradients by the input, where Winograd's algorithm computes them. */
    WinogradTile backwardDataTile() {
        return this == WINOGRAD_2 ? WinogradTile.F2 : WinogradTile.F4;
    }

    /** What a set of kernels that does so adds to its name, since its bits differ. */
    String suffix() {
        return switch (this) {
            case BY_GEOMETRY -> "";
            case WINOGRAD_4 -> "-winograd-4";
            case WINOGRAD_2 -> "-winograd-2";
            case DIRECT -> "-direct";
        };
    }
}
