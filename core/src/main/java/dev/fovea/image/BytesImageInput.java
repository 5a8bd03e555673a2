package dev.fovea.image;

import java.util.Objects;
import javax.imageio.stream.ImageInputStreamImpl;

/** An ImageIO stream over bytes in memory: no copy and, unlike the JDK's, no cache. */
final class BytesImageInput extends ImageInputStreamImpl {
    private final byte[] data;

    BytesImageInput(byte[] data) {
        this.data = data;
    }

    @Override
    public int read() {
        bitOffset = 0;
        return streamPos < data.length ? data[(int) streamPos++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, into.length);
        bitOffset = 0;
        if (count == 0) {
            return 0;
        }
        int available = (int) Math.min(count, data.length - streamPos);
        if (available <= 0) {
            return -1;
        }
        System.arraycopy(data, (int) streamPos, into, offset, available);
        streamPos += available;
        return available;
    }

    @Override
    public long length() {
        return data.length;
    }
}
