package dev.fovea.model;

import dev.fovea.json.Json;
import dev.fovea.json.JsonException;
import dev.fovea.json.JsonObject;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The validated header of a safetensors file.
 *
 * @param metadata the texts of {@code __metadata__}
 * @param tensors by name, in the order of their numbers in the file
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, Safetensors.Entry> tensors) {
    static final String METADATA = "__metadata__";

    /** Where the JSON starts: behind its length. */
    static final int START = 8;

    static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < START) {
            throw new FormatException(
                    file, 0, "8 bytes that hold the length of the header", size + " bytes in all");
        }
        long length = bytes(file, channel, 0, START).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 0 || length > Safetensors.MAX_HEADER_BYTES) {
            throw new FormatException(
                    file,
                    0,
                    "a safetensors header of at most " + Safetensors.MAX_HEADER_BYTES + " bytes",
                    "a length of " + Long.toUnsignedString(length));
        }
        if (length > size - START) {
            throw new FormatException(
                    file,
                    0,
                    "a header inside the file's " + size + " bytes",
                    "a length of " + length + ": it is cut off, or no safetensors file");
        }
        byte[] text = bytes(file, channel, START, (int) length).array();
        if (length == 0 || text[0] != '{') {
            throw new FormatException(
                    file,
                    START,
                    "'{', the start of the JSON header",
                    length == 0
                            ? "a header without bytes"
                            : String.format("the byte 0x%02x", text[0]));
        }
        return parse(file, text, size);
    }

    private static SafetensorsHeader parse(Path file, byte[] text, long fileSize)
            throws IOException {
        Map<String, Object> header;
        try {
            header = Json.parseObject(text);
        } catch (JsonException e) {
            throw new FormatException(
                    file, START + byteOffset(text, e), "a JSON header", e.getMessage());
        }
        long dataStart = START + (long) text.length;
        var metadata = new LinkedHashMap<String, String>();
        var entries = new ArrayList<Safetensors.Entry>();
        try {
            for (Map.Entry<String, Object> member : header.entrySet()) {
                JsonObject object = JsonObject.of("'" + member.getKey() + "'", member.getValue());
                if (member.getKey().equals(METADATA)) {
                    object.members().keySet().forEach(key -> metadata.put(key, object.string(key)));
                } else {
                    entries.add(entry(file, member.getKey(), object, dataStart));
                }
            }
        } catch (JsonException e) {
            throw new FormatException(file, START, "a valid header", e.getMessage());
        }
        return new SafetensorsHeader(
                Collections.unmodifiableMap(metadata), inOrder(file, entries, dataStart, fileSize));
    }

    private static Safetensors.Entry entry(
            Path file, String name, JsonObject object, long dataStart) throws FormatException {
        Dtype dtype = dtype(object);
        Shape shape = shape(object);
        List<Object> offsets = object.list("data_offsets");
        if (offsets.size() != 2
                || !(offsets.get(0) instanceof Long begin)
                || !(offsets.get(1) instanceof Long end)
                || begin < 0
                || end < begin
                || end > Long.MAX_VALUE / 2) {
            throw object.error("data_offsets", "[BEGIN, END] with 0 <= BEGIN <= END, in bytes");
        }
        var entry = new Safetensors.Entry(name, dtype, shape, dataStart + begin);
        if (end - begin != entry.bytes()) {
            throw new FormatException(
                    file,
                    START,
                    entry.bytes() + " bytes for '" + name + "' (" + shape + " " + dtype + ")",
                    (end - begin) + " (data_offsets " + begin + " to " + end + ")");
        }
        return entry;
    }

    private static Dtype dtype(JsonObject object) {
        String name = object.string("dtype");
        for (Dtype dtype : Dtype.values()) {
            if (dtype.name().equals(name)) {
                return dtype;
            }
        }
        throw object.error("dtype", "one of " + String.join(", ", Dtype.names()));
    }

    private static Shape shape(JsonObject object) {
        int[] extents = object.integers("shape");
        try {
            return Shape.of(extents);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw object.error(
                    "shape",
                    "extents that are not negative and at most 2^31 - 65 numbers together");
        }
    }

    /** The entries by position, which must follow one another from the header to the file's end. */
    private static Map<String, Safetensors.Entry> inOrder(
            Path file, List<Safetensors.Entry> entries, long dataStart, long fileSize)
            throws FormatException {
        // An empty tensor shares its place with the one behind it.
        entries.sort(
                Comparator.comparingLong(Safetensors.Entry::offset)
                        .thenComparingLong(Safetensors.Entry::bytes));
        var tensors = new LinkedHashMap<String, Safetensors.Entry>();
        long end = dataStart;
        String before = "the header";
        for (Safetensors.Entry entry : entries) {
            if (entry.offset() != end) {
                throw new FormatException(
                        file,
                        entry.offset(),
                        "'" + entry.name() + "' to start where " + before + " ends, at byte " + end,
                        entry.offset() < end ? "an overlap" : "a gap");
            }
            end += entry.bytes();
            before = "'" + entry.name() + "'";
            tensors.put(entry.name(), entry);
        }
        if (end != fileSize) {
            throw new FormatException(
                    file,
                    Math.min(end, fileSize),
                    "a file of " + end + " bytes, up to the end of " + before,
                    fileSize + " bytes" + (fileSize < end ? ": it is cut off" : ""));
        }
        return Collections.unmodifiableMap(tensors);
    }

    private static long byteOffset(byte[] text, JsonException e) {
        if (e.offset() < 0) {
            return 0;
        }
        String before = new String(text, StandardCharsets.UTF_8).substring(0, e.offset());
        return before.getBytes(StandardCharsets.UTF_8).length;
    }

    private static ByteBuffer bytes(Path file, FileChannel channel, long position, int count)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new FormatException(
                        file,
                        position + buffer.position(),
                        "the header to go on",
                        "the end of the file");
            }
        }
        return buffer.flip();
    }
}
