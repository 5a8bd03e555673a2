package dev.fovea.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fovea.kernel.Workers;
import dev.fovea.testing.Jvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The widths of {@code fovea.vector.bits}, each in a JVM of its own. */
class WidthsTest {
    private static final String MODULE = "--add-modules=jdk.incubator.vector";

    @TempDir Path folder;

    /** Fewer cases of the tests of this package, with narrower vectors than they had here. */
    static final class Narrow {
        private Narrow() {}

        @SuppressWarnings("JUnitMethodInvoked") // there is no other runner in that JVM
        static void main() {
            IO.println(VectorKernels.of(Workers.of(1)).name());
            RandomGeometriesTest.convolutions(250);
            RandomGeometriesTest.dense(100);
            var others = new VectorAgainstScalarTest();
            others.pools(100);
            others.activations();
            others.normalisation();
            others.classifiers();
            others.optimizers();
            others.moves();
            IO.println("all agree");
        }
    }

    /** Only says which kernels there are. */
    static final class Name {
        private Name() {}

        static void main() {
            try {
                IO.println(VectorKernels.of(Workers.of(1)).name());
            } catch (IllegalArgumentException e) {
                IO.println(e.getMessage());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256})
    void narrowVectorsAgreeWithTheReference(int bits) throws Exception {
        assumeThat(bits).as("narrower than the vectors tested here").isLessThan(Lanes.BITS);

        Jvm.Result run = run(Narrow.class, bits);

        assertThat(run.said()).contains("vector-" + bits, "all agree");
        assertThat(run.exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1024})
    void whatIsNotThereIsRefused(int bits) throws Exception {
        assertThat(run(Name.class, bits).said())
                .contains(
                        "fovea.vector.bits must be 128, 256 or 512, and at most the ",
                        "got " + bits + "; leave it out");
    }

    @Test
    void wideVectorsOnANarrowMachineAreRefused() throws Exception {
        assumeThat(System.getProperty("os.arch")).as("takes -XX:UseAVX").isEqualTo("amd64");

        Jvm.Result run = run(Name.class, 512, "-XX:UseAVX=1");

        assertThat(run.said()).contains("got 512; leave it out");
    }

    private Jvm.Result run(Class<?> program, int bits, String... more) throws Exception {
        var options = new ArrayList<>(List.of(MODULE, "-Dfovea.vector.bits=" + bits));
        options.addAll(List.of(more));
        return Jvm.run(folder, program, options);
    }
}
