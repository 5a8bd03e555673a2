package dev.fovea.app.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads event files without any of the code that writes them: the frames, their checksums (a
 * bit-by-bit CRC-32C) and the wire format of Protocol Buffers.
 */
final class EventFile {
    private EventFile() {}

    record Event(
            double wallTime, long step, String version, long status, Map<String, Float> values) {}

    static List<Event> read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        var events = new ArrayList<Event>();
        while (in.hasRemaining()) {
            byte[] length = take(in, 8);
            check(length, in.getInt());
            byte[] record =
                    take(
                            in,
                            (int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong());
            check(record, in.getInt());
            events.add(event(ByteBuffer.wrap(record)));
        }
        return events;
    }

    private static Event event(ByteBuffer bytes) {
        double time = 0;
        long step = 0;
        String version = "";
        long status = 0;
        var values = new LinkedHashMap<String, Float>();
        for (Field field : fields(bytes)) {
            switch (field.number) {
                case 1 -> time = Double.longBitsToDouble(field.bits);
                case 2 -> step = field.bits;
                case 3 -> version = field.text();
                case 5 -> fields(field.bytes).forEach(value -> value(value.bytes, values));
                case 7 -> status = fields(field.bytes).getFirst().bits;
                default -> throw new AssertionError("field " + field.number);
            }
        }
        return new Event(time, step, version, status, values);
    }

    private static void value(ByteBuffer bytes, Map<String, Float> values) {
        List<Field> fields = fields(bytes);
        if (fields.size() != 2 || fields.get(0).number != 1 || fields.get(1).number != 2) {
            throw new AssertionError("a value needs a tag and a simple_value: " + fields);
        }
        values.put(fields.get(0).text(), Float.intBitsToFloat((int) fields.get(1).bits));
    }

    private record Field(int number, long bits, ByteBuffer bytes) {
        String text() {
            return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        }
    }

    private static List<Field> fields(ByteBuffer message) {
        ByteBuffer in = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        var fields = new ArrayList<Field>();
        while (in.hasRemaining()) {
            int key = (int) varint(in);
            ByteBuffer none = ByteBuffer.allocate(0);
            fields.add(
                    switch (key & 7) {
                        case 0 -> new Field(key >> 3, varint(in), none);
                        case 1 -> new Field(key >> 3, in.getLong(), none);
                        case 2 ->
                                new Field(key >> 3, 0, ByteBuffer.wrap(take(in, (int) varint(in))));
                        case 5 -> new Field(key >> 3, in.getInt(), none);
                        default -> throw new AssertionError("wire type " + (key & 7));
                    });
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static byte[] take(ByteBuffer in, int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    private static void check(byte[] bytes, int masked) {
        int unmasked = masked - 0xa282ead8;
        int stored = (unmasked >>> 17) | (unmasked << 15);
        if (stored != crc32c(bytes)) {
            throw new AssertionError("wrong checksum");
        }
    }

    /** RFC 3720, section 12.1 and appendix B.4: polynomial 0x11EDC6F41, bits reflected. */
    static int crc32c(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ (0x82f63b78 & -(crc & 1));
            }
        }
        return ~crc;
    }
}
