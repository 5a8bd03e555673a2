package dev.fovea.formats.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fovea.formats.ModelFormats;
import dev.fovea.formats.Mutations;
import dev.fovea.formats.ReadOptions;
import dev.fovea.model.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Broken files give a FormatException or, where only numbers or names changed, a file that reads;
 * nothing else.
 */
class KerasFuzzTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keras2.h5",
                "compressed.h5",
                "keras3.keras",
                "model.json",
                "group1-shard1of2.bin"
            })
    void mutationsNeverEndInAnythingButAFormatException(String name) throws IOException {
        for (String other : new String[] {"group1-shard1of2.bin", "group1-shard2of2.bin"}) {
            Files.write(folder.resolve(other), bytes(other));
        }
        Path model = folder.resolve(name.endsWith(".bin") ? "model.json" : name);
        Files.write(model, bytes(String.valueOf(model.getFileName())));
        byte[] original = bytes(name);
        int mutations = Mutations.count(300);
        int[] outcomes = new int[2];
        assertTimeoutPreemptively(
                Mutations.limit(mutations),
                () -> {
                    for (int seed = 0; seed < mutations; seed++) {
                        byte[] bytes = mutate(original, new SplittableRandom(seed));
                        Files.write(folder.resolve(name), bytes);
                        try {
                            outcomes[reads(model) ? 0 : 1]++;
                        } catch (IOException | RuntimeException | Error e) {
                            throw new AssertionError(name + ", seed " + seed, e);
                        }
                    }
                });
        assertThat(outcomes[0]).as("still reads").isPositive();
        assertThat(outcomes[1]).as("refused").isGreaterThan(mutations / 20);
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = KerasFuzzTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private static boolean reads(Path model) throws IOException {
        try {
            ModelFormats.of(model).inspect(model);
            ModelFormats.read(model, ReadOptions.none());
            return true;
        } catch (FormatException e) {
            assertThat(e.getMessage())
                    .startsWith(model.getParent().toString())
                    .contains(": expected ");
            return false;
        }
    }

    private static byte[] mutate(byte[] original, SplittableRandom random) {
        byte[] bytes = original.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = used(bytes, random);
            switch (random.nextInt(7)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) 0xff;
                case 3 -> bytes = Mutations.cut(bytes, Math.max(1, at), random);
                case 4 -> {
                    // Addresses and sizes are 8 bytes long and lie on such borders.
                    int border = Math.min(at & ~7, Math.max(0, bytes.length - 8));
                    int end = Math.min(bytes.length, border + 8);
                    Arrays.fill(bytes, border, end, random.nextBoolean() ? (byte) 0xff : 0x7f);
                }
                default -> {
                    int count = random.nextInt(1, 1 + Math.min(16, bytes.length - at));
                    int from = used(bytes, random);
                    count = Math.min(count, bytes.length - from);
                    System.arraycopy(bytes.clone(), from, bytes, at, count);
                }
            }
        }
        return bytes;
    }

    /** A place that is not zero, mostly: HDF5 leaves much room between its parts. */
    private static int used(byte[] bytes, SplittableRandom random) {
        int at = random.nextInt(bytes.length);
        for (int tries = 0; bytes[at] == 0 && tries < 20; tries++) {
            at = random.nextInt(bytes.length);
        }
        return Math.max(0, at - random.nextInt(8));
    }
}
