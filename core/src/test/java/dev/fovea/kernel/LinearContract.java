package dev.fovea.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How the contracts of convolution and dense layers run what was prepared. */
abstract class LinearContract extends Contract {
    /** Gives back the output of {@code n} images, each {@code outSize} long. */
    Buffer forward(
            String what,
            Function<Kernels, LinearForward> prepare,
            int n,
            int outSize,
            Buffer x,
            Buffer weights,
            Buffer bias,
            int yOffset) {
        return runOne(
                what,
                List.of(x, weights, bias),
                kernels -> {
                    Buffer y = Buffer.output(yOffset, n * outSize);
                    run(prepare.apply(kernels), n, x, weights, bias, UNREAD, 0, y);
                    return y;
                });
    }

    /** With a residual, which the output overwrites when {@code inPlace}. */
    Buffer forwardWithResidual(
            String what,
            Function<Kernels, LinearForward> prepare,
            int n,
            Buffer x,
            Buffer weights,
            Buffer bias,
            Buffer residual,
            boolean inPlace) {
        return runOne(
                what,
                List.of(x, weights, bias, residual),
                kernels -> {
                    Buffer from = inPlace ? residual.copy() : residual;
                    Buffer y = inPlace ? from : Buffer.output(residual.offset, residual.size);
                    LinearForward map = prepare.apply(kernels);
                    run(map, n, x, weights, bias, from.array, from.offset, y);
                    return y;
                });
    }

    static void run(
            LinearForward map,
            int n,
            Buffer x,
            Buffer weights,
            Buffer bias,
            float[] residual,
            int residualOffset,
            Buffer y) {
        float[] packed = weights.array;
        if (map.packedSize() > 0) {
            packed = memory(map.packedSize());
            map.pack(weights.array, packed);
        }
        float[] scratch = memory(map.scratchSize());
        map.run(
                n,
                x.array,
                x.offset,
                packed,
                bias.array,
                residual,
                residualOffset,
                y.array,
                y.offset,
                scratch);
    }

    /** Without a mask where {@code mask} is empty. Runs twice with the same scratch. */
    Buffer backwardData(
            String what,
            Function<Kernels, LinearBackwardData> prepare,
            int n,
            int inSize,
            Buffer dy,
            Buffer weights,
            Buffer mask,
            int dxOffset) {
        return runOne(
                what,
                List.of(dy, weights, mask),
                kernels -> {
                    LinearBackwardData map = prepare.apply(kernels);
                    float[] packed = weights.array;
                    if (map.packedSize() > 0) {
                        packed = memory(map.packedSize());
                        map.pack(weights.array, packed);
                    }
                    float[] scratch = memory(map.scratchSize());
                    Buffer dx = Buffer.output(dxOffset, n * inSize);
                    for (int time = 0; time < 2; time++) {
                        map.run(
                                n,
                                dy.array,
                                dy.offset,
                                packed,
                                mask.size == 0 ? UNREAD : mask.array,
                                mask.offset,
                                dx.array,
                                dx.offset,
                                scratch);
                    }
                    return dx;
                });
    }

    /** The gradients by the weights and by the bias. Runs twice with the same scratch. */
    List<Buffer> backwardWeights(
            String what,
            Function<Kernels, LinearBackwardWeights> prepare,
            int n,
            int weightSize,
            int biasSize,
            Buffer x,
            Buffer dy) {
        return run(
                what,
                List.of(x, dy),
                kernels -> {
                    LinearBackwardWeights map = prepare.apply(kernels);
                    Buffer dWeights = Buffer.parameterOutput(weightSize);
                    Buffer dBias = Buffer.parameterOutput(biasSize);
                    float[] scratch = memory(map.scratchSize());
                    for (int time = 0; time < 2; time++) {
                        map.run(
                                n,
                                x.array,
                                x.offset,
                                dy.array,
                                dy.offset,
                                dWeights.array,
                                dBias.array,
                                scratch);
                    }
                    return List.of(dWeights, dBias);
                });
    }

    static void assertClose(String what, String algorithm, Expected expected, Buffer got) {
        String described = what + " (" + algorithm + ")";
        if (algorithm.contains("winograd")) {
            expected.assertCloseInL2(described, got);
        } else {
            expected.assertClose(described, got);
        }
    }

    /** Every activation, without and with a residual. */
    static List<Epilogue> epilogues() {
        var epilogues = new ArrayList<Epilogue>();
        for (Activation activation : NaiveActivations.all()) {
            epilogues.add(new Epilogue(false, activation));
            epilogues.add(new Epilogue(true, activation));
        }
        return epilogues;
    }
}
