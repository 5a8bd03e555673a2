package dev.fovea.kernel.vector;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Workers;

/** The ways to compute a convolution forwards, and which geometry takes which. */
enum ConvAlgorithm {
    /** Winograd's algorithm on tiles of 4x4 outputs. */
    WINOGRAD_4,
    /** Winograd's algorithm on tiles of 2x2 outputs. */
    WINOGRAD_2,
    /** One filter for each channel, vectors along the channels. */
    DEPTHWISE,
    /** A matrix product of windows and weights: everything else. */
    GEMM;

    static ConvAlgorithm choose(ConvGeometry geometry, int maxBatch, boolean weightsChange) {
        if (isWinograd(geometry)) {
            return WINOGRAD_4;
        }
        if (DepthwiseForward.fits(geometry)) {
            return DEPTHWISE;
        }
        return GEMM;
    }

    static boolean isWinograd(ConvGeometry g) {
        return g.kernelHeight() == 3
                && g.kernelWidth() == 3
                && g.strideHeight() == 1
                && g.strideWidth() == 1
                && g.dilationHeight() == 1
                && g.dilationWidth() == 1
                && g.groups() == 1
                && g.inChannels() >= 8;
    }

    LinearForward forward(Workers workers, ConvGeometry geometry, int maxBatch, Epilogue epilogue) {
        return switch (this) {
            case WINOGRAD_4 ->
                    new WinogradForward(workers, geometry, maxBatch, epilogue, WinogradTile.F4);
            case WINOGRAD_2 ->
                    new WinogradForward(workers, geometry, maxBatch, epilogue, WinogradTile.F2);
            case DEPTHWISE -> DepthwiseForward.of(workers, geometry, epilogue);
            case GEMM -> new GemmForward(workers, geometry, epilogue);
        };
    }
}
