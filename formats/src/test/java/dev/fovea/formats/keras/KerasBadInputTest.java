package dev.fovea.formats.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.formats.Inspection;
import dev.fovea.formats.ModelFormats;
import dev.fovea.formats.ReadOptions;
import dev.fovea.model.FormatException;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.Network;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What reaches outside its file, unpacks to too much or makes no sense ({@code
 * make_bad_models.py}).
 */
class KerasBadInputTest {
    private static final ReadOptions OPTIONS =
            ReadOptions.none()
                    .withNetwork(
                            Network.input(1, 3, 1)
                                    .then("flat", new Flatten())
                                    .then("fc", new Dense(3, false)));

    @TempDir Path folder;

    private Path copy(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, bytes(name));
        return file;
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = KerasBadInputTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private static void refused(Path file, String why) {
        assertThatThrownBy(() -> ModelFormats.read(file, OPTIONS))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({
        "external_link.h5, ../elsewhere.h5",
        "external_data.h5, External Data Files",
        "bomb.h5, 32 times the file",
        "circle.h5, inside itself"
    })
    void whatHdf5AllowsAndNoModelNeeds(String name, String why) throws IOException {
        refused(copy(name), why);
    }

    @Test
    void aFileThatEndsTooEarly() throws IOException {
        byte[] whole = bytes("keras2.h5");
        Path file = folder.resolve("cut.h5");
        for (int length : new int[] {8, 100, 3000, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ModelFormats.read(file, ReadOptions.none()))
                    .as(length + " bytes")
                    .isInstanceOf(FormatException.class);
        }
    }

    @Test
    void aConfigurationThatUnpacksToTooMuch() throws IOException {
        Path file = folder.resolve("bomb.keras");
        byte[] weights = bytes("small.weights.h5");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("config.json"));
            byte[] spaces = new byte[1 << 20];
            Arrays.fill(spaces, (byte) ' ');
            for (int i = 0; i < 17; i++) {
                zip.write(spaces);
            }
            store(zip, "model.weights.h5", weights);
        }
        assertThatThrownBy(() -> ModelFormats.read(file, ReadOptions.none()))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("at most 16777216 bytes in config.json");
    }

    private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        var entry = new ZipEntry(name);
        var crc = new CRC32();
        crc.update(bytes);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
    }

    private Path tensorFlow(String from, String to) throws IOException {
        copy("group1-shard1of2.bin");
        copy("group1-shard2of2.bin");
        Path json = copy("model.json");
        String text = Files.readString(json);
        assertThat(text).contains(from);
        Files.writeString(json, text.replace(from, to));
        return json;
    }

    @Test
    void shapesThatAreNegativeOrTooLarge() throws IOException {
        refused(tensorFlow("[3, 3, 3, 4]", "[-3, -3, 3, 4]"), "-3");
        refused(tensorFlow("[3, 3, 3, 4]", "[65536, 65536, 3, 4]"), "65536");
        refused(tensorFlow("[3, 3, 3, 4]", "[3, 3, 3, 4000]"), "bytes in the shards");
    }

    @Test
    void aShardThatIsNotThere() throws IOException {
        refused(tensorFlow("group1-shard2of2.bin", "group1-shard3of2.bin"), "no such file");
    }

    @Test
    void weightsThatAreNoNumbersAreReported() throws IOException {
        Path json = tensorFlow("layers-model", "layers-model");
        try (OutputStream out = Files.newOutputStream(folder.resolve("group1-shard1of2.bin"))) {
            byte[] numbers = bytes("group1-shard1of2.bin");
            Arrays.fill(numbers, 40, 44, (byte) 0xff);
            out.write(numbers);
        }
        Inspection inspection = ModelFormats.of(json).inspect(json);
        assertThat(inspection.problems())
                .containsExactly("conv/kernel: holds numbers that are NaN or infinite");
    }
}
