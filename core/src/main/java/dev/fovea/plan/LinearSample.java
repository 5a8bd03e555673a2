package dev.fovea.plan;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;

/**
 * A layer like one of a plan's, but small: running it takes the same way through the same methods.
 *
 * @param what names the sample: equal names, equal samples
 * @param in numbers of one input
 * @param out numbers of one output
 * @param weights numbers of the weights
 * @param outputs channels or units
 */
record LinearSample(String what, LinearForward kernel, int in, int out, int weights, int outputs) {
    private static final int SIDE = 16;
    private static final int UNITS = 64;

    /**
     * A convolution with that window and epilogue.
     *
     * @param channels that it reads and writes at most, unless they are grouped
     */
    static LinearSample of(Kernels kernels, ConvGeometry like, Epilogue epilogue, int channels) {
        boolean grouped = like.groups() > 1;
        var small =
                new ConvGeometry(
                        side(like.inHeight(), like.kernelHeight(), like.dilationHeight()),
                        side(like.inWidth(), like.kernelWidth(), like.dilationWidth()),
                        grouped ? like.inChannels() : Math.min(channels, like.inChannels()),
                        grouped ? like.outChannels() : Math.min(channels, like.outChannels()),
                        like.kernelHeight(),
                        like.kernelWidth(),
                        like.strideHeight(),
                        like.strideWidth(),
                        like.padTop(),
                        like.padBottom(),
                        like.padLeft(),
                        like.padRight(),
                        like.dilationHeight(),
                        like.dilationWidth(),
                        like.groups());
        return new LinearSample(
                small + " " + epilogue,
                kernels.convForward(small, 1, epilogue, false),
                small.inSize(),
                small.outSize(),
                small.weightSize(),
                small.outChannels());
    }

    private static int side(int like, int kernel, int dilation) {
        return Math.min(like, Math.max(SIDE, dilation * (kernel - 1) + 1));
    }

    /** A dense layer with that epilogue. */
    static LinearSample of(Kernels kernels, int in, int out, Epilogue epilogue) {
        int fewIn = Math.min(in, UNITS);
        int fewOut = Math.min(out, UNITS);
        return new LinearSample(
                fewIn + " -> " + fewOut + " " + epilogue,
                kernels.denseForward(fewIn, fewOut, 1, epilogue),
                fewIn,
                fewOut,
                fewIn * fewOut,
                fewOut);
    }

    /** Packs weights that are zero and runs forward, as often as called. */
    Runnable prepare() {
        boolean packs = kernel.packedSize() > 0;
        float[] raw = new float[weights];
        float[] packed = packs ? Memory.allocate(kernel.packedSize()) : raw;
        float[] bias = new float[outputs];
        float[] x = Memory.allocate(in);
        float[] y = Memory.allocate(out);
        float[] scratch = Memory.allocate(kernel.scratchSize());
        return () -> {
            if (packs) {
                kernel.pack(raw, packed);
            }
            kernel.run(
                    1, x, Memory.OFFSET, packed, bias, y, Memory.OFFSET, y, Memory.OFFSET, scratch);
        };
    }
}
