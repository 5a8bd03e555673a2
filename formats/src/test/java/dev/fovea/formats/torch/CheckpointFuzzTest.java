package dev.fovea.formats.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fovea.formats.ModelFormats;
import dev.fovea.formats.ReadOptions;
import dev.fovea.model.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Broken files give a FormatException or, where only numbers or names changed, a file that reads;
 * nothing else. {@code -Dfovea.mutations=100000} tries more of them.
 */
class CheckpointFuzzTest {
    private static final List<String> FILES =
            List.of(
                    "zip.pth",
                    "legacy.pth",
                    "strided.pth",
                    "legacy_strided.pth",
                    "nested.pth",
                    "plain.safetensors");

    private static final ReadOptions OPTIONS = ReadOptions.none().withNetwork(Golden.network());

    @TempDir Path folder;

    @Test
    void mutationsNeverEndInAnythingButAFormatException() throws IOException {
        int mutations = Integer.getInteger("fovea.mutations", 500);
        for (String name : FILES) {
            byte[] original = Golden.bytes(name);
            int[] outcomes = new int[2];
            assertTimeoutPreemptively(
                    // A hang is far longer than this.
                    Duration.ofSeconds(600 + mutations / 20),
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
                case 3 -> bytes = cut(bytes, Math.max(1, at), random);
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

    /** Mostly takes bytes out of the middle: files that only end early are found out at once. */
    private static byte[] cut(byte[] bytes, int at, SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(bytes, at);
        }
        int end = Math.min(bytes.length, at + random.nextInt(1, 9));
        byte[] shorter = new byte[at + bytes.length - end];
        System.arraycopy(bytes, 0, shorter, 0, at);
        System.arraycopy(bytes, end, shorter, at, bytes.length - end);
        return shorter;
    }
}
