package dev.fovea.formats.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.formats.ModelFormats;
import dev.fovea.formats.ReadOptions;
import dev.fovea.model.FormatException;
import dev.fovea.model.Model;
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
        Model model = ModelFormats.read(folder.resolve(name), ReadOptions.none());
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
                .hasMessageContaining("model_config");
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
