package dev.fovea.bench.blas;

import dev.fovea.bench.task.Inputs;
import dev.fovea.bench.task.Session;
import dev.fovea.bench.task.Task;
import dev.fovea.bench.task.Worker;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.mkl.global.mkl_rt;
import org.bytedeco.openblas.global.openblas_nolapack;

/** SGEMM with the right matrix transposed, as dense layers keep their weights. */
public final class BlasWorker {
    private static final int ROW_MAJOR = 101;
    private static final int PLAIN = 111;
    private static final int TRANSPOSED = 112;

    private BlasWorker() {}

    /** Arguments: {@code mkl} or {@code openblas}, the task. */
    public static void main(String[] arguments) {
        Worker.serve(arguments, BlasWorker::open);
    }

    private static Session open(String library, Task task) {
        if (!(task instanceof Task.Product product)) {
            throw new UnsupportedOperationException(task.id());
        }
        int m = product.rows();
        int n = product.columns();
        int k = product.inner();
        var a = new FloatPointer(Inputs.left(product));
        var b = new FloatPointer(Inputs.rightTransposed(product));
        var c = new FloatPointer((long) m * n);
        int threads = Worker.threads();
        Runnable call =
                switch (library) {
                    case "mkl" -> {
                        mkl_rt.MKL_Set_Num_Threads(threads);
                        yield () ->
                                mkl_rt.cblas_sgemm(
                                        ROW_MAJOR,
                                        PLAIN,
                                        TRANSPOSED,
                                        m,
                                        n,
                                        k,
                                        1,
                                        a,
                                        k,
                                        b,
                                        k,
                                        0,
                                        c,
                                        n);
                    }
                    case "openblas" -> {
                        openblas_nolapack.blas_set_num_threads(threads);
                        yield () ->
                                openblas_nolapack.cblas_sgemm(
                                        ROW_MAJOR,
                                        PLAIN,
                                        TRANSPOSED,
                                        m,
                                        n,
                                        k,
                                        1,
                                        a,
                                        k,
                                        b,
                                        k,
                                        0,
                                        c,
                                        n);
                    }
                    default -> throw new IllegalArgumentException("blas: no library " + library);
                };
        return new Session() {
            @Override
            public void run() {
                call.run();
            }

            @Override
            public float[] check() {
                run();
                return Inputs.sample(m * n, c::get);
            }
        };
    }
}
