package dev.fovea.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fovea.model.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a download that stopped leaves is said to be cut off, and where. */
class CutOffFilesTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keras/keras2.h5",
                "keras/small.weights.h5",
                "keras/keras3.keras",
                "torch/zip.pth",
                "torch/legacy.pth",
                "torch/plain.safetensors"
            })
    void saysThatTheFileIsCutOff(String name) throws IOException {
        byte[] whole;
        try (InputStream in = CutOffFilesTest.class.getResourceAsStream(name)) {
            whole = in.readAllBytes();
        }
        Path file = folder.resolve(name.substring(name.indexOf('/') + 1));
        for (int percent : new int[] {10, 50, 99}) {
            int length = whole.length * percent / 100;
            Files.write(file, Arrays.copyOf(whole, length));
            FormatException reading =
                    catchThrowableOfType(
                            FormatException.class,
                            () -> ModelFormats.read(file, ReadOptions.none()));
            FormatException inspecting =
                    catchThrowableOfType(
                            FormatException.class, () -> ModelFormats.of(file).inspect(file));
            assertThat(reading).as(percent + " % of " + name).isNotNull();
            assertThat(reading.offset()).as(reading.getMessage()).isBetween(0L, (long) length);
            assertThat(reading.found()).as(reading.getMessage()).contains("cut off");
            assertThat(inspecting).hasMessage(reading.getMessage());
        }
    }
}
