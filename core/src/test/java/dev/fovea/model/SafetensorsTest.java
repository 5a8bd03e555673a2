package dev.fovea.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.testing.Python;
import dev.fovea.testing.RandomCases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    @TempDir Path folder;

    @Test
    void readsEveryFormatAsNumpyConvertsIt() throws IOException {
        Path file = copy("python.safetensors");
        List<String> expected = Files.readAllLines(copy("python-expected.txt"));
        try (Safetensors safetensors = Safetensors.open(file)) {
            assertThat(safetensors.metadata())
                    .isEqualTo(Map.of("format", "pt", "note", "Z\u00fcrich \uD83D\uDE00"));
            assertThat(safetensors.tensors()).hasSameSizeAs(expected);
            assertThat(safetensors.tensors().values().stream().map(Safetensors.Entry::dtype))
                    .contains(Dtype.values());
            for (String line : expected) {
                String name = line.substring(0, line.indexOf(' '));
                assertThat(line(name, safetensors.read(name))).isEqualTo(line);
            }
            assertThat(safetensors.tensor("bool").dtype().isFloatingPoint()).isFalse();
            assertThat(safetensors.tensor("bf16").dtype().isFloatingPoint()).isTrue();
        }
    }

    @Test
    void pythonReadsWhatItWrites() throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        tensors.put("b", Tensor.of(Shape.of(2, 3), 1, -2, Float.NaN, Float.MIN_VALUE, -0f, 1e30f));
        tensors.put("a", Tensor.of(Shape.of(), 0.1f));
        tensors.put("\u00fc", Tensor.zeros(Shape.of(0, 4)));
        Path file = folder.resolve("x.safetensors");
        SafetensorsWriter.write(file, Map.of("k", "{\"a\": \"\u00fc\\n\"}"), tensors);

        String output = Python.run(getClass(), List.of("numpy"), "read_safetensors.py", file);

        var lines = new StringBuilder("{\"k\": \"{\\\"a\\\": \\\"\\u00fc\\\\n\\\"}\"}\n");
        tensors.forEach((name, tensor) -> lines.append(line(name, tensor)).append('\n'));
        assertThat(output).isEqualTo(lines.toString());
    }

    @Test
    void readsBackRandomFilesBitForBit() throws IOException {
        RandomCases.run(
                40,
                random -> {
                    var tensors = new LinkedHashMap<String, Tensor>();
                    for (int i = random.nextInt(6); i > 0; i--) {
                        var shape = new int[random.nextInt(5)];
                        Arrays.setAll(shape, d -> random.nextInt(1, 8));
                        Tensor tensor = Tensor.zeros(Shape.of(shape));
                        for (int j = 0; j < tensor.data().length; j++) {
                            tensor.data()[j] = random.nextFloat(-1, 1);
                        }
                        tensors.put("t" + i + ".\"\\\n" + random.nextInt(100), tensor);
                    }
                    Path file = folder.resolve("random.safetensors");
                    SafetensorsWriter.write(file, Map.of(), tensors);
                    try (Safetensors safetensors = Safetensors.open(file)) {
                        assertThat(safetensors.metadata()).isEmpty();
                        assertThat(List.copyOf(safetensors.tensors().keySet()))
                                .isEqualTo(List.copyOf(tensors.keySet()));
                        for (String name : tensors.keySet()) {
                            assertThat(safetensors.read(name)).isEqualTo(tensors.get(name));
                            assertThat(safetensors.tensor(name).offset() % 4).isZero();
                        }
                    }
                });
    }

    @Test
    void readsPartsAcrossItsBuffer() throws IOException {
        int count = Safetensors.BUFFER_BYTES / 4 * 2 + 5;
        Tensor tensor = Tensor.zeros(Shape.of(count));
        for (int i = 0; i < count; i++) {
            tensor.data()[i] = i;
        }
        Path file = folder.resolve("large.safetensors");
        SafetensorsWriter.write(file, Map.of(), Map.of("t", tensor));
        try (Safetensors safetensors = Safetensors.open(file)) {
            assertThat(safetensors.read("t")).isEqualTo(tensor);
            var part = new float[count];
            safetensors.read("t", 3, part, 1, count - 3);
            assertThat(part[0]).isZero();
            assertThat(part[1]).isEqualTo(3);
            assertThat(part[count - 3]).isEqualTo(count - 1);
            assertThat(part[count - 2]).isZero();
            assertThatThrownBy(() -> safetensors.read("t", 3, part, 0, count - 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> safetensors.read("t", new float[3]))
                    .withMessage("%s: t has %d numbers (%d), the array 3", file, count, count);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> safetensors.read("x"))
                    .withMessage("%s: no tensor 'x', there are t", file);
        }
    }

    @Test
    void severalThreadsMayReadAtOnce() throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        for (int t = 0; t < 40; t++) {
            Tensor tensor = Tensor.zeros(Shape.of(10_000 + t));
            Arrays.fill(tensor.data(), t);
            tensors.put("t" + t, tensor);
        }
        Path file = folder.resolve("many.safetensors");
        SafetensorsWriter.write(file, Map.of(), tensors);
        try (Safetensors safetensors = Safetensors.open(file)) {
            Stream.iterate(0, i -> i < 400, i -> i + 1)
                    .parallel()
                    .map(i -> "t" + i % 40)
                    .forEach(name -> {
                        try {
                            assertThat(safetensors.read(name)).isEqualTo(tensors.get(name));
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    });
        }
    }

    @Test
    void aFileCutOffWhileItIsReadIsAnError() throws IOException {
        Path file = folder.resolve("shrinks.safetensors");
        SafetensorsWriter.write(file, Map.of(), Map.of("t", Tensor.zeros(Shape.of(1000))));
        long size = Files.size(file);
        try (Safetensors safetensors = Safetensors.open(file)) {
            Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) size - 10));
            assertThatThrownBy(() -> safetensors.read("t"))
                    .isInstanceOf(FormatException.class)
                    .hasMessage(
                            "%s, byte %d: expected the file as long as when it was opened, found its end",
                            file, size - 10);
        }
    }

    @Test
    void aHeaderMayHaveSpaceBehindItAndUnknownFields() throws IOException {
        Path file =
                write(
                        "{\"t\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"x\":0}} \n",
                        1);
        try (Safetensors safetensors = Safetensors.open(file)) {
            assertThat(safetensors.read("t")).isEqualTo(Tensor.of(Shape.of(1), 1));
        }
    }

    @Test
    void errorsNameFilePlaceExpectedAndFound() throws IOException {
        Path file = folder.resolve("bad.safetensors");
        Files.write(file, new byte[5]);
        refuses(
                file,
                ", byte 0: expected 8 bytes that hold the length of the header, found 5 bytes in all");
        Files.write(file, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, '{'});
        refuses(
                file,
                ", byte 0: expected a safetensors header of at most 100000000 bytes, found a length of"
                        + " 18446744073709551615");
        Files.write(file, new byte[] {3, 0, 0, 0, 0, 0, 0, 0, '{', '}'});
        refuses(
                file,
                ", byte 0: expected a header inside the file's 10 bytes, found a length of 3: it is"
                        + " cut off, or no safetensors file");
        Files.write(file, new byte[8]);
        refuses(
                file,
                ", byte 8: expected '{', the start of the JSON header, found a header without bytes");
        refuses(
                write(" {}", 0),
                ", byte 8: expected '{', the start of the JSON header, found the byte 0x20");
        refuses(
                write("{\"\u00fc\":1,,}", 0),
                ", byte 16: expected a JSON header, found line 1, column 8: expected a key in double quotes,"
                        + " got ','");
        refuses(
                write("{\"a\":1}", 0),
                ", byte 8: expected a valid header, found 'a': must be an object { ... }, got 1");
        refuses(
                write("{\"__metadata__\":{\"k\":1}}", 0),
                ", byte 8: expected a valid header, found '__metadata__': 'k' must be a string, got 1");
        refuses(
                header("F31", "[1]", "[0,4]"),
                ", byte 8: expected a valid header, found 't': 'dtype' must be one of F64, F32, F16, BF16,"
                        + " I64, I32, I16, I8, U64, U32, U16, U8, BOOL, got \"F31\"");
        refuses(
                header("F32", "[-1]", "[0,4]"),
                ", byte 8: expected a valid header, found 't': 'shape' must be extents that are not negative"
                        + " and at most 2^31 - 65 numbers together, got [-1]");
        refuses(
                header("F32", "[65536,65536,65536,65536]", "[0,4]"),
                ", byte 8: expected a valid header, found 't': 'shape' must be extents that are not negative"
                        + " and at most 2^31 - 65 numbers together, got [65536,65536,65536,65536]");
        refuses(
                header("F32", "[1.5]", "[0,4]"),
                ", byte 8: expected a valid header, found 't': 'shape' must be an array of whole numbers, got"
                        + " [1.5]");
        refuses(
                header("F32", "[1]", "[4,0]"),
                ", byte 8: expected a valid header, found 't': 'data_offsets' must be [BEGIN, END] with 0 <="
                        + " BEGIN <= END, in bytes, got [4,0]");
        refuses(
                header("F32", "[2,2]", "[0,4]"),
                ", byte 8: expected 16 bytes for 't' (2x2 F32), found 4 (data_offsets 0 to 4)");
        refuses(
                header("F32", "[1]", "[4,8]"),
                ", byte %d: expected 't' to start where the header ends, at byte %d, found a gap",
                4,
                0);
        refuses(
                header("F32", "[2]", "[0,8]"),
                ", byte %d: expected a file of %d bytes, up to the end of 't', found %1$d bytes: it is cut"
                        + " off",
                4,
                8);
        refuses(
                header("U8", "[2]", "[0,2]"),
                ", byte %d: expected a file of %1$d bytes, up to the end of 't', found %d bytes",
                2,
                4);
        refuses(
                write(
                        "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},"
                                + "\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}}",
                        4),
                ", byte %d: expected 'b' to start where 'a' ends, at byte %d, found an overlap",
                2,
                3);
        refuses(
                write(
                        "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
                                + "\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}",
                        4),
                ", byte 61: expected a JSON header, found line 1, column 54: the key \"a\" occurs twice in one"
                        + " object");
    }

    @Test
    void metadataKeepsItsNameForItself() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SafetensorsWriter.write(
                                folder.resolve("x"),
                                Map.of(),
                                Map.of("__metadata__", Tensor.zeros(Shape.of()))))
                .withMessage("safetensors keeps the name __metadata__ for itself");
        assertThat(folder).isEmptyDirectory();
    }

    private Path header(String dtype, String shape, String offsets) throws IOException {
        return write(
                "{\"t\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}"
                        .formatted(dtype, shape, offsets),
                4);
    }

    /** A file with this header and {@code bytes} ones behind it. */
    private Path write(String header, int bytes) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer content =
                ByteBuffer.allocate(8 + text.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
        content.putLong(text.length).put(text);
        while (content.hasRemaining()) {
            content.put((byte) 1);
        }
        Path file = folder.resolve("bad.safetensors");
        return Files.write(file, content.array());
    }

    /** Expects an error whose message ends so; the numbers count from the end of the header. */
    private static void refuses(Path file, String message, Integer... behindHeader)
            throws IOException {
        byte[] content = Files.readAllBytes(file);
        long dataStart =
                8
                        + (content.length < 8
                                ? 0
                                : ByteBuffer.wrap(content)
                                        .order(ByteOrder.LITTLE_ENDIAN)
                                        .getLong());
        Object[] places = Stream.of(behindHeader).map(place -> dataStart + place).toArray();
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(FormatException.class)
                .hasMessage(file + (places.length == 0 ? message : message.formatted(places)));
    }

    private static String line(String name, Tensor tensor) {
        var line = new StringBuilder(name).append(' ').append(tensor.shape());
        for (float number : tensor.data()) {
            line.append(String.format(" %08x", Float.floatToRawIntBits(number)));
        }
        return line.toString();
    }

    private Path copy(String resource) throws IOException {
        try (InputStream in = SafetensorsTest.class.getResourceAsStream(resource)) {
            Path file = folder.resolve(resource);
            Files.write(file, in.readAllBytes());
            return file;
        }
    }
}
