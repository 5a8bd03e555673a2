package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What the parts of {@link KernelsContract} share. */
abstract class Contract {
    private static final Map<Integer, Workers> WORKERS = new ConcurrentHashMap<>();

    /** The kernels under test, working with {@code threads} threads. */
    abstract Kernels kernels(int threads);

    /** A pool for tests; there is one of each size. */
    static Workers workers(int threads) {
        return WORKERS.computeIfAbsent(threads, Workers::of);
    }

    /**
     * Runs an operation with one, two and three threads, each with outputs of its own; all must
     * agree bit for bit and leave the guards alone. Gives back what one thread made.
     */
    List<Buffer> run(String what, Function<Kernels, List<Buffer>> operation) {
        List<Buffer> first = operation.apply(kernels(1));
        first.forEach(buffer -> buffer.assertGuards(what));
        for (int threads = 2; threads <= 3; threads++) {
            List<Buffer> other = operation.apply(kernels(threads));
            for (int i = 0; i < first.size(); i++) {
                other.get(i).assertGuards(what);
                assertThat(bits(other.get(i)))
                        .as("%s: bits of output %d with %d threads", what, i, threads)
                        .isEqualTo(bits(first.get(i)));
            }
        }
        return first;
    }

    /** {@link #run} for an operation with one output. */
    Buffer runOne(String what, Function<Kernels, Buffer> operation) {
        return run(what, kernels -> List.of(operation.apply(kernels))).getFirst();
    }

    static int[] bits(Buffer buffer) {
        var bits = new int[buffer.size];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(buffer.get(i));
        }
        return bits;
    }

    /** Scratch or packed memory as a plan allocates it, full of NaN. */
    static float[] memory(long size) {
        float[] memory = Memory.allocate(size);
        Arrays.fill(memory, Float.NaN);
        return memory;
    }
}
