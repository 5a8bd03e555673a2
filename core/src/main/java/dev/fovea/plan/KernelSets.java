package dev.fovea.plan;

import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.Workers;
import dev.fovea.kernel.scalar.ScalarKernels;
import dev.fovea.kernel.vector.VectorKernels;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/** The sets of kernels there are, and which one this machine should use. */
public final class KernelSets {
    private static final Logger LOG = System.getLogger(KernelSets.class.getName());
    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private KernelSets() {}

    /** The fastest set that runs here, on as many threads as there are processors. */
    public static Kernels best() {
        return best(Runtime.getRuntime().availableProcessors());
    }

    /**
     * The fastest set that runs here. Without the vector module that is the scalar one, which is
     * said once.
     */
    public static Kernels best(int threads) {
        if (hasVectorModule()) {
            return vector(threads);
        }
        if (SAID.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "Fovea runs its scalar kernels, many times slower than its vector kernels: the module {0} is not there. "
                            + "Start java with --add-modules {0}",
                    VECTOR_MODULE);
        }
        return scalar(threads);
    }

    /** The readable reference. */
    public static Kernels scalar(int threads) {
        return ScalarKernels.of(Workers.of(threads));
    }

    /**
     * The Vector API's kernels.
     *
     * @throws IllegalStateException if the JVM runs without the vector module
     */
    public static Kernels vector(int threads) {
        if (!hasVectorModule()) {
            throw new IllegalStateException(
                    "vector kernels need the module "
                            + VECTOR_MODULE
                            + ": start java with --add-modules "
                            + VECTOR_MODULE);
        }
        return VectorKernels.of(Workers.of(threads));
    }

    /** Whether the JVM was started with the vector module. */
    public static boolean hasVectorModule() {
        return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
    }
}
