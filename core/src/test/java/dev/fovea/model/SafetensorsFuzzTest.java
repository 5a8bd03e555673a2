package dev.fovea.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fovea.testing.RandomCases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Broken files give a FormatException or, where only numbers changed, a file that reads; nothing
 * else.
 */
class SafetensorsFuzzTest {
    private static final String[] WORDS = {
        "-1",
        "0",
        "1",
        "4",
        "8",
        "9223372036854775807",
        "2147483647",
        "4294967296",
        "1e9",
        "null",
        "[]",
        "{}",
        "\"F32\"",
        "\"I64\"",
        "\"BOOL\"",
        "__metadata__",
        "shape",
        "dtype",
        "data_offsets",
        "\"",
        ",",
        "\\ud800"
    };

    @TempDir Path folder;

    @Test
    void mutationsNeverEndInAnythingButAFormatException() throws IOException {
        byte[] original;
        try (InputStream in = SafetensorsTest.class.getResourceAsStream("python.safetensors")) {
            original = in.readAllBytes();
        }
        int mutations = Integer.getInteger("fovea.test.mutations", 4_000);
        int[] outcomes = new int[2];
        Path file = folder.resolve("mutated.safetensors");
        assertTimeoutPreemptively(
                Duration.ofSeconds(600 + mutations / 20),
                () ->
                        RandomCases.run(
                                mutations,
                                random -> {
                                    byte[] content = original;
                                    for (int i = random.nextInt(3); i >= 0; i--) {
                                        content = mutate(content, random);
                                    }
                                    Files.write(file, content);
                                    outcomes[reads(file) ? 0 : 1]++;
                                }));
        // The mutations must neither all miss the header nor all destroy the file.
        assertThat(outcomes[0]).isGreaterThan(100);
        assertThat(outcomes[1]).isGreaterThan(2_000);
    }

    private static boolean reads(Path file) throws IOException {
        try (Safetensors safetensors = Safetensors.open(file)) {
            long bytes = 0;
            for (Safetensors.Entry entry : safetensors.tensors().values()) {
                assertThat(safetensors.read(entry.name()).shape()).isEqualTo(entry.shape());
                bytes += entry.bytes();
            }
            assertThat(bytes).isLessThan(Files.size(file));
            return true;
        } catch (FormatException e) {
            assertThat(e)
                    .hasMessageStartingWith(
                            file + ", byte " + e.offset() + ": expected " + e.expected());
            assertThat(e.offset()).isNotNegative();
            return false;
        }
    }

    private static byte[] mutate(byte[] content, RandomGenerator random) {
        if (content.length == 0) {
            return content;
        }
        // Mostly the header: the numbers behind it may be anything.
        int headerEnd = Math.min(content.length, 1500);
        int at = random.nextInt(random.nextInt(10) == 0 ? content.length : headerEnd);
        return switch (random.nextInt(7)) {
            case 0 -> {
                byte[] copy = content.clone();
                copy[at] ^= (byte) (1 << random.nextInt(8));
                yield copy;
            }
            case 1 -> {
                byte[] copy = content.clone();
                copy[random.nextInt(Math.min(8, copy.length))] = (byte) random.nextInt(256);
                yield copy;
            }
            case 2 -> Arrays.copyOf(content, random.nextInt(content.length));
            case 3 -> Arrays.copyOf(content, content.length + random.nextInt(1, 20));
            case 4 -> {
                byte[] copy = content.clone();
                copy[at] = (byte) random.nextInt(256);
                yield copy;
            }
            case 5 -> replace(content, at, random);
            default -> {
                // One digit for another: the JSON stays JSON.
                byte[] copy = content.clone();
                while (at < headerEnd - 1 && !Character.isDigit(copy[at])) {
                    at++;
                }
                copy[at] = (byte) ('0' + random.nextInt(10));
                yield copy;
            }
        };
    }

    /**
     * Words of the format over what stands there; the length of the header stays or is put right.
     */
    private static byte[] replace(byte[] content, int at, RandomGenerator random) {
        byte[] word = WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.US_ASCII);
        int skipped = random.nextInt(word.length + 3);
        int rest = Math.min(content.length, at + skipped);
        byte[] result = new byte[at + word.length + content.length - rest];
        System.arraycopy(content, 0, result, 0, at);
        System.arraycopy(word, 0, result, at, word.length);
        System.arraycopy(content, rest, result, at + word.length, content.length - rest);
        if (random.nextBoolean() && result.length > 1 && at >= 8) {
            int length =
                    (result[0] & 0xff) + ((result[1] & 0xff) << 8) + result.length - content.length;
            result[0] = (byte) length;
            result[1] = (byte) (length >> 8);
        }
        return result;
    }
}
