package dev.fovea.bench.jmh;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;
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

/** The 3x3 convolutions of VGG-16, weights packed ahead, bias and ReLU in the epilogue. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Timeout(time = 2, timeUnit = TimeUnit.MINUTES)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ConvolutionBenchmark {
    /** Input channels, side, filters. */
    @Param({
        "3x224x64",
        "64x224x64",
        "64x112x128",
        "128x112x128",
        "128x56x256",
        "256x56x256",
        "256x28x512",
        "512x28x512",
        "512x14x512"
    })
    public String layer = "64x224x64";

    @Param({"1", "8"})
    public int batch = 1;

    @Param("2")
    public int threads = 2;

    private LinearForward kernel;
    private float[] x;
    private float[] weights;
    private float[] bias;
    private float[] y;
    private float[] scratch;

    /** Prepares the layer. */
    @Setup
    public void prepare() {
        String[] sizes = layer.split("x", -1);
        ConvGeometry geometry =
                ConvGeometry.of(
                        Integer.parseInt(sizes[1]),
                        Integer.parseInt(sizes[1]),
                        Integer.parseInt(sizes[0]),
                        Integer.parseInt(sizes[2]),
                        3,
                        1,
                        1);
        kernel = KernelSets.best(threads).convForward(geometry, batch, Epilogue.RELU, false);
        x = Numbers.aligned(batch * geometry.inSize());
        float[] given = Numbers.uniform(geometry.weightSize());
        weights = kernel.packedSize() == 0 ? given : Memory.allocate(kernel.packedSize());
        if (kernel.packedSize() > 0) {
            kernel.pack(given, weights);
        }
        bias = Numbers.uniform(geometry.outChannels());
        y = Memory.allocate((long) batch * geometry.outSize());
        scratch = Memory.allocate(kernel.scratchSize());
    }

    /** One batch. */
    @Benchmark
    public float[] forward() {
        int offset = Memory.OFFSET;
        kernel.run(batch, x, offset, weights, bias, y, offset, y, offset, scratch);
        return y;
    }
}
