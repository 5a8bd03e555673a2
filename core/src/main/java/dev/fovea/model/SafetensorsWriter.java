package dev.fovea.model;

import dev.fovea.json.Json;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes safetensors files: float32, in the order given, without gaps, through a small buffer. */
public final class SafetensorsWriter {
    private SafetensorsWriter() {}

    /**
     * Writes a file as a whole or not at all ({@link AtomicFile}).
     *
     * @param metadata the texts of {@code __metadata__}, which is left out where there are none
     * @param tensors by name, in the order in which they shall stand in the file
     * @throws IllegalArgumentException if a tensor has the name {@code __metadata__}, or the header
     *     grows beyond what readers accept
     */
    public static void write(Path file, Map<String, String> metadata, Map<String, Tensor> tensors)
            throws IOException {
        byte[] header = header(metadata, tensors);
        if (header.length > Safetensors.MAX_HEADER_BYTES) {
            throw new IllegalArgumentException(
                    file
                            + ": the header of a safetensors file takes at most "
                            + Safetensors.MAX_HEADER_BYTES
                            + " bytes, this one "
                            + header.length);
        }
        AtomicFile.write(
                file,
                channel -> {
                    ByteBuffer buffer =
                            ByteBuffer.allocateDirect(Safetensors.BUFFER_BYTES)
                                    .order(ByteOrder.LITTLE_ENDIAN);
                    writeFully(channel, buffer.putLong(header.length).flip());
                    writeFully(channel, ByteBuffer.wrap(header));
                    for (Tensor tensor : tensors.values()) {
                        write(channel, tensor.data(), buffer);
                    }
                });
    }

    private static byte[] header(Map<String, String> metadata, Map<String, Tensor> tensors) {
        var json = new LinkedHashMap<String, Object>();
        if (!metadata.isEmpty()) {
            json.put(SafetensorsHeader.METADATA, metadata);
        }
        long begin = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            if (entry.getKey().equals(SafetensorsHeader.METADATA)) {
                throw new IllegalArgumentException(
                        "safetensors keeps the name " + SafetensorsHeader.METADATA + " for itself");
            }
            Tensor tensor = entry.getValue();
            List<Object> shape = new ArrayList<>();
            for (int extent : tensor.shape().toArray()) {
                shape.add(extent);
            }
            long end = begin + (long) Float.BYTES * tensor.data().length;
            var fields = new LinkedHashMap<String, Object>();
            fields.put("dtype", Dtype.F32.name());
            fields.put("shape", shape);
            fields.put("data_offsets", List.of(begin, end));
            json.put(entry.getKey(), fields);
            begin = end;
        }
        String text = Json.write(json);
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        // Spaces up to a multiple of 8, so that the numbers are aligned for readers that map the
        // file.
        return (text + " ".repeat(Math.floorMod(-bytes, 8))).getBytes(StandardCharsets.UTF_8);
    }

    private static void write(FileChannel channel, float[] data, ByteBuffer buffer)
            throws IOException {
        int step = Safetensors.BUFFER_BYTES / Float.BYTES;
        for (int done = 0; done < data.length; done += step) {
            int count = Math.min(step, data.length - done);
            buffer.clear().limit(count * Float.BYTES);
            buffer.asFloatBuffer().put(data, done, count);
            writeFully(channel, buffer);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
