package dev.fovea.bench.jmh;

import dev.fovea.kernel.AdamStep;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.PoolGeometry;
import dev.fovea.plan.KernelSets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Timeout;
import org.openjdk.jmh.annotations.Warmup;

/** Kernels beside convolution, each over a size that VGG-16 has. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Timeout(time = 2, timeUnit = TimeUnit.MINUTES)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class KernelBenchmark {
    private static final int SIDE = 2048;
    private static final int CLASSES = 1000;
    private static final int ROWS = 64;
    private static final int PARAMETERS = 16_777_216;
    private static final PoolGeometry POOL = PoolGeometry.of(224, 224, 64, 2, 2);
    private static final AdamStep ADAM =
            new AdamStep(1e-3f, 0.9, 0.999, 1e-8f, 0.1, 0.001, 0, 0, 1);

    @Param("2")
    public int threads = 2;

    private Kernels kernels;
    private LinearForward product;
    private float[] left;
    private float[] right;
    private float[] packed;
    private float[] zeros;
    private float[] result;
    private float[] scratch;
    private float[] map;
    private float[] pooled;
    private float[] logits;
    private float[] probabilities;
    private float[] weights;
    private float[] gradient;
    private float[] m;
    private float[] v;

    /** Prepares all of them. */
    @Setup
    public void prepare() {
        kernels = KernelSets.best(threads);
        product = kernels.denseForward(SIDE, SIDE, SIDE, Epilogue.NONE);
        left = Numbers.aligned(SIDE * SIDE);
        right = Numbers.uniform(SIDE * SIDE);
        packed = product.packedSize() == 0 ? right : Memory.allocate(product.packedSize());
        zeros = new float[SIDE];
        result = Memory.allocate((long) SIDE * SIDE);
        scratch = Memory.allocate(product.scratchSize());
        map = Numbers.aligned(POOL.inSize());
        pooled = Memory.allocate(POOL.outSize());
        logits = Numbers.aligned(ROWS * CLASSES);
        probabilities = Memory.allocate(ROWS * CLASSES);
        weights = Numbers.uniform(PARAMETERS);
        gradient = Numbers.uniform(PARAMETERS);
        m = new float[PARAMETERS];
        v = new float[PARAMETERS];
    }

    /** {@code [2048, 2048] x [2048, 2048]}, packing included. */
    @Benchmark
    public float[] sgemm() {
        int offset = Memory.OFFSET;
        if (product.packedSize() > 0) {
            product.pack(right, packed);
        }
        product.run(SIDE, left, offset, packed, zeros, result, offset, result, offset, scratch);
        return result;
    }

    /** 2x2 over one map of 224x224x64. */
    @Benchmark
    public float[] maxPool() {
        int offset = Memory.OFFSET;
        kernels.maxPool(POOL, 1, map, offset, pooled, offset, new int[0]);
        return pooled;
    }

    /** 64 rows of 1000 classes. */
    @Benchmark
    public float[] softmax() {
        int offset = Memory.OFFSET;
        kernels.softmax(ROWS, CLASSES, logits, offset, probabilities, offset);
        return probabilities;
    }

    /** A step over 16.8 million parameters. */
    @Benchmark
    public float[] adam() {
        kernels.adam(ADAM, PARAMETERS, weights, gradient, m, v);
        return weights;
    }
}
