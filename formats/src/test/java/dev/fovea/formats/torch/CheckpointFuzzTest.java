package dev.fovea.formats.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fovea.formats.ModelFormats;
import dev.fovea.formats.Mutations;
import dev.fovea.formats.ReadOptions;
import dev.fovea.model.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Broken files give a FormatException or, where only numbers or names changed, a file that reads;
 * nothing else.
 */
class CheckpointFuzzTest {
    private static final ReadOptions OPTIONS = ReadOptions.none().withNetwork(Golden.network());

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zip.pth",
                "legacy.pth",
                "strided.pth",
                "legacy_strided.pth",
                "nested.pth",
                "beside.pth",
                "plain.safetensors"
            })
    void mutationsNeverEndInAnythingButAFormatException(String name) throws IOException {
        int mutations = Mutations.count(500);
        byte[] original = Golden.bytes(name);
        int[] outcomes = new int[2];
        assertTimeoutPreemptively(
                Mutations.limit(mutations),
                () -> {
                    for (int seed = 0; seed < mutations; seed++) {
                        byte[] bytes = mutate(original, new SplittableRandom(seed));
                        try {
                            outcomes[reads(name, bytes) ? 0 : 1]++;
                        } catch (IOException | RuntimeException | Error e) {
                            throw new AssertionError(name + ", seed " + seed, e);
                        }
                    }
                });
        assertThat(outcomes[0]).as(name + " still reads").isGreaterThan(mutations / 50);
        assertThat(outcomes[1]).as(name + " refused").isGreaterThan(mutations / 10);
    }

    private boolean reads(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, bytes);
        try {
            ModelFormats.of(file).inspect(file);
            ModelFormats.read(file, OPTIONS);
            return true;
        } catch (FormatException e) {
            assertThat(e.getMessage()).startsWith(file.toString()).contains(": expected ");
            return false;
        }
    }

    private static byte[] mutate(byte[] original, SplittableRandom random) {
        byte[] bytes = original.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) 0xff;
                case 3 -> bytes = Mutations.cut(bytes, Math.max(1, at), random);
                case 4 -> {
                    int count = random.nextInt(1, 1 + Math.min(16, bytes.length - at));
                    int from = random.nextInt(1 + bytes.length - count);
                    System.arraycopy(bytes.clone(), from, bytes, at, count);
                }
                default -> {
                    // An operation of pickles, wherever it falls.
                    byte[] operations =
                            "(.0NIJKMUXBC]}las)tucRbQqrhjGp2"
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                    bytes[at] = operations[random.nextInt(operations.length)];
                }
            }
        }
        return bytes;
    }
}
