package dev.fovea.app.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * TensorFlow's record files: for each record its length (64 bits, little-endian), the masked
 * CRC-32C of these eight bytes, the bytes, and their masked CRC-32C. As described in TensorFlow's
 * guide "TFRecord and tf.train.Example", section "TFRecords format details".
 */
final class TfRecords {
    private TfRecords() {}

    static void write(byte[] record, OutputStream out) throws IOException {
        byte[] length = littleEndian(Long.BYTES).putLong(record.length).array();
        out.write(length);
        out.write(littleEndian(Integer.BYTES).putInt(maskedCrc(length)).array());
        out.write(record);
        out.write(littleEndian(Integer.BYTES).putInt(maskedCrc(record)).array());
    }

    /** Masked, since a CRC over bytes that hold a CRC is weak. */
    private static int maskedCrc(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
