package dev.fovea.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.nn.Dense;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.testing.Jvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which kernels a JVM gets, with the vector module and without. */
class KernelSetsTest {
    /** Asks for kernels three times, says their name and runs a network. */
    static final class Program {
        private Program() {}

        static void main() {
            for (int time = 0; time < 3; time++) {
                IO.println("kernels: " + KernelSets.best().name());
            }
            Network network = Network.input(Shape.of(3)).then("fc", Dense.of(2));
            Weights weights = Weights.initialise(network, Initialisation.HE, 1);
            Plan.forInference(network, weights, KernelSets.best(), 1).forward(1);
            IO.println("ran");
            try {
                KernelSets.vector(1);
            } catch (IllegalStateException e) {
                IO.println(e.getMessage());
            }
        }
    }

    @Test
    void withoutTheVectorModuleTheScalarOnesRunAndSayOnceWhy(@TempDir Path folder)
            throws Exception {
        Jvm.Result run = Jvm.run(folder, Program.class, List.of());

        assertThat(run.said())
                .containsOnlyOnce(
                        "Fovea runs its scalar kernels, many times slower than its vector kernels:"
                                + " the module jdk.incubator.vector is not there."
                                + " Start java with --add-modules jdk.incubator.vector")
                .contains("kernels: scalar", "ran")
                .contains(
                        "vector kernels need the module jdk.incubator.vector: start java with"
                                + " --add-modules jdk.incubator.vector");
        assertThat(run.exit()).isZero();
    }

    @Test
    void withItTheVectorOnesRunAndNothingIsSaid(@TempDir Path folder) throws Exception {
        Jvm.Result run =
                Jvm.run(folder, Program.class, List.of("--add-modules=jdk.incubator.vector"));

        assertThat(run.said()).contains("kernels: vector-", "ran").doesNotContain("scalar");
    }
}
