package dev.fovea.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A SHA-256 over parts. Every part that may vary in length is preceded by its length, so that no
 * two different lists of parts give the same bytes.
 */
final class Fingerprint {
    private final MessageDigest digest = digest("SHA-256");

    private Fingerprint() {}

    static Fingerprint start() {
        return new Fingerprint();
    }

    /** One of the algorithms that every Java platform has to have. */
    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    Fingerprint add(long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
        return this;
    }

    Fingerprint add(byte[] bytes) {
        add(bytes.length);
        digest.update(bytes);
        return this;
    }

    Fingerprint add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    Fingerprint add(List<String> texts) {
        add(texts.size());
        texts.forEach(this::add);
        return this;
    }

    Fingerprint add(int[] numbers) {
        add(numbers.length);
        var buffer = ByteBuffer.allocate(8192);
        for (int number : numbers) {
            if (!buffer.hasRemaining()) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            buffer.putInt(number);
        }
        digest.update(buffer.flip());
        return this;
    }

    /** {@code sha256:} and 64 hexadecimal digits. */
    String finish() {
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }
}
