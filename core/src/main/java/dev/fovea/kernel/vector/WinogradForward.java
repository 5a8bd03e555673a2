package dev.fovea.kernel.vector;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;

/** The forward pass of a 3x3 convolution with stride 1 by Winograd's algorithm. */
final class WinogradForward implements LinearForward {
    private final Workers workers;
    private final WinogradTile tile;
    private final WinogradConvolution convolution;
    private final WinogradOutput output;

    WinogradForward(
            Workers workers,
            ConvGeometry geometry,
            int maxBatch,
            Epilogue epilogue,
            WinogradTile tile,
            WinogradBlocking blocking) {
        this.workers = workers;
        this.tile = tile;
        convolution = new WinogradConvolution(workers, geometry, maxBatch, tile, blocking, false);
        output = WinogradOutput.of(convolution.input(), geometry, epilogue);
    }

    @Override
    public String algorithm() {
        return "winograd " + tile.size() + "x" + tile.size();
    }

    @Override
    public long packedSize() {
        return convolution.weights().size();
    }

    @Override
    public void pack(float[] weights, float[] packed) {
        convolution.weights().transform(workers, weights, packed, Memory.OFFSET);
    }

    @Override
    public long scratchSize() {
        return convolution.scratchSize();
    }

    @Override
    public void run(
            int n,
            float[] x,
            int xOffset,
            float[] weights,
            float[] bias,
            float[] residual,
            int residualOffset,
            float[] y,
            int yOffset,
            float[] scratch) {
        convolution.run(
                n,
                x,
                xOffset,
                weights,
                (index, channel, m, mOffset, planeStride, s, sOffset) ->
                        output.transform(
                                index,
                                channel,
                                m,
                                mOffset,
                                planeStride,
                                bias,
                                residual,
                                residualOffset,
                                y,
                                yOffset,
                                s,
                                sOffset),
                scratch);
    }
}
