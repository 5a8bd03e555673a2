package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws the numbers of an {@link Initialisation}.
 *
 * <p>Every parameter has its own random stream, seeded by the seed and the parameter's name, and
 * every chunk of it one of its own again. So neither the order of the parameters, nor what else the
 * network has, nor the number of threads changes a number.
 */
final class Initialiser {
    private static final int CHUNK = 1 << 18;

    private final Initialisation initialisation;
    private final long seed;

    Initialiser(Initialisation initialisation, long seed) {
        this.initialisation = initialisation;
        this.seed = seed;
    }

    /**
     * @param name the full name of the parameter
     * @param siblings all parameters of its node, which a bias needs to know its fan in
     */
    Tensor draw(String name, Parameter parameter, List<Parameter> siblings) {
        Tensor tensor = Tensor.zeros(parameter.shape());
        switch (parameter.role()) {
            case WEIGHT -> {
                double deviation = initialisation.deviation(parameter.shape());
                if (initialisation.isUniform()) {
                    uniform(name, tensor.data(), Math.sqrt(3) * deviation);
                } else {
                    normal(name, tensor.data(), deviation);
                }
            }
            case BIAS -> {
                if (initialisation == Initialisation.PYTORCH) {
                    uniform(
                            name,
                            tensor.data(),
                            1 / Math.sqrt(Initialisation.fanIn(weight(siblings))));
                }
            }
            case SCALE, RUNNING_VARIANCE -> Arrays.fill(tensor.data(), 1);
            case SLOPE -> Arrays.fill(tensor.data(), 0.25f);
            case SHIFT, RUNNING_MEAN, CONSTANT -> {
                // Zero already.
            }
        }
        return tensor;
    }

    private static Shape weight(List<Parameter> siblings) {
        return siblings.stream()
                .filter(parameter -> parameter.role() == Role.WEIGHT)
                .map(Parameter::shape)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("a bias without a weight: " + siblings));
    }

    private void uniform(String name, float[] data, double bound) {
        inChunks(
                name,
                data.length,
                (random, i) -> data[i] = (float) (bound * (2 * random.nextDouble() - 1)));
    }

    private void normal(String name, float[] data, double deviation) {
        inChunks(
                name,
                data.length,
                (random, i) -> data[i] = (float) (deviation * random.nextGaussian()));
    }

    private interface Draw {
        void at(SplittableRandom random, int i);
    }

    private void inChunks(String name, int count, Draw draw) {
        long stream = mix(seed) ^ hash(name);
        IntStream.range(0, Math.ceilDiv(count, CHUNK))
                .parallel()
                .forEach(chunk -> {
                    var random = new SplittableRandom(mix(stream + chunk));
                    int end = Math.min(count, (chunk + 1) * CHUNK);
                    for (int i = chunk * CHUNK; i < end; i++) {
                        draw.at(random, i);
                    }
                });
    }

    /** FNV-1a, 64 bits, of the UTF-8 bytes: the same on every machine and in every version. */
    private static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /**
     * Stafford's variant 13 of the 64-bit finaliser of MurmurHash3: neighbouring seeds get far
     * apart.
     */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
