package dev.fovea.formats.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.formats.ModelFormats;
import dev.fovea.formats.ReadOptions;
import dev.fovea.model.Model;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Relu;
import dev.fovea.plan.KernelSets;
import dev.fovea.plan.Plan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Weights alone of separable and depthwise convolutions, by count and by name ({@code
 * make_separable.py}).
 */
class SeparableTest {
    @TempDir Path folder;

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = SeparableTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    /** The names are Fovea's own of an imported model, or none of the file's. */
    private static Network network(String first, String second) {
        return Network.input(6, 5, 3)
                .then(first, Conv2d.of(6, 3).withGroups(3).withPadding(1).withBias(false))
                .then(second, Conv2d.of(4, 1))
                .then("relu", new Relu())
                .then("depth", Conv2d.of(4, 3).withGroups(4))
                .then("conv", Conv2d.of(3, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"separable.weights.h5", "separable.h5"})
    void givesWhatPyTorchGives(String name) throws IOException {
        Path file = Files.write(folder.resolve(name), bytes(name));
        for (Network network : new Network[] {network("sep_depthwise", "sep"), network("a", "b")}) {
            FloatBuffer numbers =
                    ByteBuffer.wrap(bytes("separable.bin"))
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .asFloatBuffer();
            Model model = ModelFormats.read(file, ReadOptions.none().withNetwork(network));
            Plan plan = Plan.forInference(network, model.weights(), KernelSets.scalar(1), 1);
            numbers.get(plan.input().data(), plan.input().at(0), 6 * 5 * 3);
            plan.forward(1);
            for (int i = 0; i < network.outputShape().size(); i++) {
                assertThat(plan.output().data()[plan.output().at(0) + i])
                        .isCloseTo(numbers.get(), within(1e-5f));
            }
        }
    }
}
