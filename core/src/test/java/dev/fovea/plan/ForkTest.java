package dev.fovea.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.kernel.Kernels;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.zoo.Zoo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service: callers at the same time, each with a fork of one plan, one pool of threads. */
class ForkTest {
    private static final int CALLERS = 8;
    private static final int RUNS = 6;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void manyCallersGetWhatOneWouldHaveGot(int threads) throws Exception {
        Network network = Zoo.network("small-vgg");
        Kernels kernels = KernelSets.best(threads);
        Plan plan =
                Plan.forInference(
                        network, Weights.initialise(network, Initialisation.HE, 1), kernels, 3);
        List<float[]> alone = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            alone.add(run(plan, caller));
        }

        List<Callable<List<float[]>>> calls = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            Plan own = plan.fork();
            int picture = caller;
            calls.add(() -> {
                List<float[]> answers = new ArrayList<>();
                for (int i = 0; i < RUNS; i++) {
                    answers.add(run(own, picture));
                }
                return answers;
            });
        }
        try (ExecutorService service = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<List<float[]>>> together = service.invokeAll(calls);
            for (int caller = 0; caller < CALLERS; caller++) {
                for (float[] answer : together.get(caller).get()) {
                    assertThat(answer).isEqualTo(alone.get(caller));
                }
            }
        }
    }

    /** One to three pictures of noise. */
    private static float[] run(Plan plan, int seed) {
        Buffer input = plan.input();
        int n = 1 + seed % 3;
        var random = new Random(seed);
        for (int i = input.offset(); i < input.at(n); i++) {
            input.data()[i] = random.nextFloat();
        }
        plan.forward(n);
        Buffer output = plan.output();
        return Arrays.copyOfRange(output.data(), output.offset(), output.at(n));
    }
}
