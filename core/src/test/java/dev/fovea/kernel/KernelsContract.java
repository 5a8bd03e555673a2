package dev.fovea.kernel;

import org.junit.jupiter.api.Nested;

/**
 * What every set of kernels must do: subclass it, say how the kernels are made, and every operation
 * is held against its definition over awkward sizes, with one, two and three threads.
 */
public abstract class KernelsContract {
    protected KernelsContract() {}

    /**
     * The kernels under test.
     *
     * @param workers their threads: pools of 1, 2 and 3 threads, shared by all tests
     */
    protected abstract Kernels kernels(Workers workers);

    @Nested
    class Convolution extends ConvContract {
        @Override
        Kernels kernels(int threads) {
            return KernelsContract.this.kernels(workers(threads));
        }
    }

    @Nested
    class Dense extends DenseContract {
        @Override
        Kernels kernels(int threads) {
            return KernelsContract.this.kernels(workers(threads));
        }
    }

    @Nested
    class Pooling extends PoolContract {
        @Override
        Kernels kernels(int threads) {
            return KernelsContract.this.kernels(workers(threads));
        }
    }

    @Nested
    class Normalisation extends NormContract {
        @Override
        Kernels kernels(int threads) {
            return KernelsContract.this.kernels(workers(threads));
        }
    }

    @Nested
    class Activations extends ActivationContract {
        @Override
        Kernels kernels(int threads) {
            return KernelsContract.this.kernels(workers(threads));
        }
    }

    @Nested
    class Elements extends ElementsContract {
        @Override
        Kernels kernels(int threads) {
            return KernelsContract.this.kernels(workers(threads));
        }
    }

    @Nested
    class Moves extends MoveContract {
        @Override
        Kernels kernels(int threads) {
            return KernelsContract.this.kernels(workers(threads));
        }
    }

    @Nested
    class Softmax extends SoftmaxContract {
        @Override
        Kernels kernels(int threads) {
            return KernelsContract.this.kernels(workers(threads));
        }
    }

    @Nested
    class Optimizers extends OptimizerContract {
        @Override
        Kernels kernels(int threads) {
            return KernelsContract.this.kernels(workers(threads));
        }
    }

    @Nested
    class PyTorch extends GoldenContract {
        @Override
        Kernels kernels(int threads) {
            return KernelsContract.this.kernels(workers(threads));
        }
    }
}
