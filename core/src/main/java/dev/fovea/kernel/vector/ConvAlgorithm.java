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
    /** Windows read where they are, for few input channels. */
    FEW_CHANNELS,
    /** One filter for each channel, vectors along the channels. */
    DEPTHWISE,
    /** A matrix product of windows and weights: everything else. */
    GEMM;

    private static final int FEW_TILES = 16;
    private static final int MANY_WEIGHTS = 1 << 14;

    static ConvAlgorithm choose(ConvGeometry geometry, int maxBatch, boolean weightsChange) {
        if (isWinograd(geometry)) {
            return readsWeightsMost(geometry, maxBatch) ? WINOGRAD_2 : WINOGRAD_4;
        }
        if (FewChannelsForward.fits(geometry)) {
            return FEW_CHANNELS;
        }
        if (DepthwiseForward.fits(geometry)) {
            return DEPTHWISE;
        }
        return GEMM;
    }

    /**
     * Whether so few tiles share the weights that reading those takes longer than the products:
     * F(4x4) has 2.25 times the weights of F(2x2), for 0.6 times the products.
     */
    private static boolean readsWeightsMost(ConvGeometry g, int maxBatch) {
        int tiles = maxBatch * Panels.ceilDiv(g.outHeight(), 4) * Panels.ceilDiv(g.outWidth(), 4);
        return tiles <= FEW_TILES && (long) g.inChannels() * g.outChannels() >= MANY_WEIGHTS;
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
            case WINOGRAD_4 -> winograd(workers, geometry, maxBatch, epilogue, WinogradTile.F4);
            case WINOGRAD_2 -> winograd(workers, geometry, maxBatch, epilogue, WinogradTile.F2);
            case FEW_CHANNELS -> new FewChannelsForward(workers, geometry, epilogue);
            case DEPTHWISE -> DepthwiseForward.of(workers, geometry, epilogue);
            case GEMM -> new GemmForward(workers, geometry, epilogue);
        };
    }

    private static LinearForward winograd(
            Workers workers,
            ConvGeometry geometry,
            int maxBatch,
            Epilogue epilogue,
            WinogradTile tile) {
        var blocking = WinogradBlocking.of(geometry.inChannels(), geometry.outChannels());
        return new WinogradForward(workers, geometry, maxBatch, epilogue, tile, blocking);
    }
}
