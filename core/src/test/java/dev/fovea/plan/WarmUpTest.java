package dev.fovea.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.kernel.Kernels;
import dev.fovea.nn.Network;
import dev.fovea.zoo.Zoo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is warmed is what will run. */
class WarmUpTest {
    private static final Kernels KERNELS = KernelSets.best(1);

    @ParameterizedTest
    @ValueSource(strings = {"vgg16", "resnet18", "mobilenet_v2", "small-vgg", "lenet5"})
    void everyKernelOfANetworkHasASmallSampleThatTakesTheSameWay(String name) {
        Set<String> wanted = new TreeSet<>();
        Set<String> sampled = new TreeSet<>();
        for (LinearOp op : linearOps(Zoo.network(name))) {
            wanted.add(op.algorithm());
            op.sample(KERNELS).ifPresent(sample -> sampled.add(sample.kernel().algorithm()));
        }

        assertThat(sampled).isEqualTo(wanted);
    }

    @Test
    void samplesAreSmallAndCanRun() {
        for (LinearOp op : linearOps(Zoo.network("vgg16"))) {
            LinearSample sample = op.sample(KERNELS).orElseThrow();

            assertThat((long) sample.weights()).isLessThanOrEqualTo(128 * 128 * 9);
            assertThat((long) sample.in()).isLessThanOrEqualTo(16 * 16 * 128);
            sample.prepare().run();
        }
    }

    private static List<LinearOp> linearOps(Network network) {
        var blueprint = new Blueprint(network, KERNELS, PlanOptions.of(Mode.INFERENCE, 1));
        List<LinearOp> ops = new ArrayList<>();
        for (Op op : blueprint.ops()) {
            if (op instanceof LinearOp linear) {
                ops.add(linear);
            }
        }
        return ops;
    }
}
