package dev.fovea.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fovea.testing.RandomCases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutations inside the texts of the metadata, in a file that is otherwise sound. */
class ModelFileFuzzTest {
    private static final String[] WORDS = {
        "0",
        "-1",
        "2147483647",
        "9999999999",
        "1e308",
        "0.5",
        "null",
        "true",
        "[]",
        "{}",
        "[1]",
        "\\\"",
        "\\\\",
        "\\\"Conv2d\\\"",
        "\\\"Dense\\\"",
        "\\\"Add\\\"",
        "\\\"input\\\"",
        "\\\"kernel\\\"",
        "\\\"same\\\"",
        ",",
        ":"
    };

    @TempDir Path folder;

    @Test
    void mutationsNeverEndInAnythingButAFormatException() throws IOException {
        String header;
        byte[] data;
        try (InputStream in = ModelFileTest.class.getResourceAsStream("tiny-model.safetensors")) {
            ByteBuffer content = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            byte[] text = new byte[(int) content.getLong()];
            data = new byte[content.remaining() - text.length];
            content.get(text).get(data);
            header = new String(text, StandardCharsets.UTF_8);
        }
        int metadataEnd = header.indexOf("features.1.num_batches_tracked");
        Path file = folder.resolve("mutated.safetensors");
        int mutations = Integer.getInteger("fovea.test.mutations", 4_000);
        int[] outcomes = new int[2];
        assertTimeoutPreemptively(
                Duration.ofSeconds(600 + mutations / 20),
                () ->
                        RandomCases.run(
                                mutations,
                                random -> {
                                    String text = header;
                                    for (int i = random.nextInt(3); i >= 0; i--) {
                                        text = mutate(text, metadataEnd, random);
                                    }
                                    write(file, text, data);
                                    outcomes[loads(file) ? 0 : 1]++;
                                }));
        assertThat(outcomes[0]).isGreaterThan(50);
        assertThat(outcomes[1]).isGreaterThan(1_000);
    }

    private static boolean loads(Path file) throws IOException {
        try {
            Model model = ModelFile.load(file);
            model.weights().check(model.network());
            return true;
        } catch (FormatException e) {
            assertThat(e).hasMessageStartingWith(file.toString());
            return false;
        }
    }

    private static String mutate(String header, int end, RandomGenerator random) {
        int at = random.nextInt(2, end);
        String word = WORDS[random.nextInt(WORDS.length)];
        return switch (random.nextInt(4)) {
            case 0 ->
                    header.substring(0, at)
                            + (char) random.nextInt(' ', 127)
                            + header.substring(at + 1);
            case 1 -> header.substring(0, at) + header.substring(at + random.nextInt(1, 5));
            case 2 -> header.substring(0, at) + word + header.substring(at);
            default -> {
                // A word for a value.
                int from = header.indexOf(": ", at) + 2;
                int to = from;
                while (to < header.length() && ",}]".indexOf(header.charAt(to)) < 0) {
                    to++;
                }
                yield from < 2 || from > end
                        ? header
                        : header.substring(0, from) + word + header.substring(to);
            }
        };
    }

    private static void write(Path file, String header, byte[] data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer content =
                ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        content.putLong(text.length).put(text).put(data);
        Files.write(file, content.array());
    }
}
