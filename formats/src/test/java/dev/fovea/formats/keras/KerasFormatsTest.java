package dev.fovea.formats.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.formats.ModelFormats;
import dev.fovea.formats.ReadOptions;
import dev.fovea.model.FormatException;
import dev.fovea.model.Model;
import dev.fovea.nn.AvgPool2d;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.Network;
import dev.fovea.nn.Padding;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Size;
import dev.fovea.plan.KernelSets;
import dev.fovea.plan.Plan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One small network in every layout gives what PyTorch computes ({@code make_small_models.py}). */
class KerasFormatsTest {
    @TempDir Path folder;

    @BeforeEach
    void files() throws IOException {
        for (String name :
                new String[] {
                    "keras2.h5", "keras2_functional.h5", "compressed.h5", "small.weights.h5",
                    "keras3.keras", "model.json", "group1-shard1of2.bin", "group1-shard2of2.bin",
                    "expected.bin"
                }) {
            try (InputStream in = KerasFormatsTest.class.getResourceAsStream(name)) {
                Files.copy(in, folder.resolve(name));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keras2.h5",
                "keras2_functional.h5",
                "compressed.h5",
                "keras3.keras",
                "model.json"
            })
    void givesWhatPyTorchGives(String name) throws IOException {
        sameAsPyTorch(ModelFormats.read(folder.resolve(name), ReadOptions.none()));
    }

    /** Of a whole model only the weights are taken where the caller says the structure. */
    @ParameterizedTest
    @ValueSource(strings = {"small.weights.h5", "keras2.h5", "keras3.keras", "model.json"})
    void weightsForANetworkThatTheCallerNames(String name) throws IOException {
        ReadOptions options = ReadOptions.none().withNetwork(network("first"));
        Model model = ModelFormats.read(folder.resolve(name), options);
        assertThat(model.network()).isEqualTo(network("first"));
        sameAsPyTorch(model);
    }

    @Test
    void aMismatchListsParametersSideBySide() {
        ReadOptions options =
                ReadOptions.none().withNetwork(network("first").then("more", new Dense(2, true)));
        assertThatThrownBy(() -> ModelFormats.read(folder.resolve("small.weights.h5"), options))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("2 missing, 0 unexpected, 0 misshapen")
                .hasMessageContaining("more.weight");
    }

    /** The network of make_small_models.py; its names are none of the file's. */
    private static Network network(String name) {
        return Network.input(9, 10, 3)
                .withName("small")
                .then(name, Conv2d.of(4, 3).withStride(Size.of(2, 2)).withPadding(Padding.SAME))
                .then("relu", new Relu())
                .then("norm", new BatchNorm(1e-3f, 0.01f))
                .then(
                        "depthwise",
                        Conv2d.of(8, 3).withGroups(4).withPadding(new Padding.Explicit(1, 2, 2, 1)))
                .then(
                        "pool",
                        new AvgPool2d(Size.of(2, 2), Size.of(2, 2), Padding.SAME, false, false))
                .then("flatten", new Flatten())
                .then("dense", new Dense(5, true));
    }

    private void sameAsPyTorch(Model model) throws IOException {
        FloatBuffer numbers =
                ByteBuffer.wrap(Files.readAllBytes(folder.resolve("expected.bin")))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer();
        Plan plan = Plan.forInference(model.network(), model.weights(), KernelSets.best(), 1);
        numbers.get(plan.input().data(), plan.input().at(0), 9 * 10 * 3);
        plan.forward(1);
        for (int i = 0; i < 5; i++) {
            assertThat(plan.output().data()[plan.output().at(0) + i])
                    .isCloseTo(numbers.get(), within(1e-4f));
        }
    }

    @Test
    void weightsAloneSayWhatIsMissing() {
        assertThatThrownBy(() ->
                        ModelFormats.read(folder.resolve("small.weights.h5"), ReadOptions.none()))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("model_config")
                .hasMessageContaining("--arch");
    }

    @Test
    void shardsOutsideTheFolderAreRefused() throws IOException {
        Path json = folder.resolve("model.json");
        Files.writeString(
                json,
                Files.readString(json).replace("group1-shard1of2.bin", "../group1-shard1of2.bin"));
        assertThatThrownBy(() -> ModelFormats.read(json, ReadOptions.none()))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("in the model's folder");
    }

    @Test
    void anUnknownLayerIsNamedWithWhatIsSupported() throws IOException {
        Path json = folder.resolve("model.json");
        Files.writeString(json, Files.readString(json).replace("\"Flatten\"", "\"Sideways\""));
        assertThatThrownBy(() -> ModelFormats.read(json, ReadOptions.none()))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("Sideways")
                .hasMessageContaining("SeparableConv2D");
    }
}
