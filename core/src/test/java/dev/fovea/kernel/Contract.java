package dev.fovea.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What the parts of {@link KernelsContract} share. */
abstract class Contract {
    /** An array for an argument that must not be read. */
    static final float[] UNREAD = new float[0];

    private static final Map<Integer, Workers> WORKERS = new ConcurrentHashMap<>();

    /** The kernels under test, working with {@code threads} threads. */
    abstract Kernels kernels(int threads);

    /** A pool for tests; there is one of each size. */
    static Workers workers(int threads) {
        return WORKERS.computeIfAbsent(threads, Workers::of);
    }

    /**
     * Runs an operation with one, two and three threads, each with outputs of its own. All must
     * agree bit for bit, leave the guards around the outputs alone, and the inputs as they were.
     *
     * @return what one thread made
     */
    List<Buffer> run(String what, List<Buffer> inputs, Function<Kernels, List<Buffer>> operation) {
        List<Buffer> first = operation.apply(kernels(1));
        first.forEach(output -> output.assertGuards(what));
        inputs.forEach(input -> input.assertUnchanged(what));
        for (int threads = 2; threads <= 3; threads++) {
            List<Buffer> other = operation.apply(kernels(threads));
            for (int i = 0; i < first.size(); i++) {
                other.get(i).assertGuards(what);
                other.get(i)
                        .assertSameBits(
                                what + ", output " + i + " with " + threads + " threads",
                                first.get(i).payload());
            }
        }
        return first;
    }

    /** {@link #run} for an operation with one output. */
    Buffer runOne(String what, List<Buffer> inputs, Function<Kernels, Buffer> operation) {
        return run(what, inputs, kernels -> List.of(operation.apply(kernels))).getFirst();
    }

    /** Scratch or packed memory as a plan allocates it, full of NaN. */
    static float[] memory(long size) {
        float[] memory = Memory.allocate(size);
        Arrays.fill(memory, Float.NaN);
        return memory;
    }
}
