package dev.fovea.formats.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.fovea.model.FormatException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The fields of protobuf messages, in the order of the file, with the place of each.
 *
 * <p>Lengths are held against the end of the message around them before anything is read, so that a
 * wrong one costs neither memory nor time.
 */
final class Proto {
    /** How deep messages of ONNX lie in one another, with room: model, graph, node, attribute. */
    private static final int MOST_DEPTH = 32;

    private static final int LONGEST_TEXT = 1 << 24;

    private final Path file;
    private final CodedInputStream in;
    private long end;
    private int depth;

    Proto(Path file, FileChannel channel) throws IOException {
        this.file = file;
        in = CodedInputStream.newInstance(Channels.newInputStream(channel));
        in.setSizeLimit(Integer.MAX_VALUE);
        end = channel.size();
    }

    /** What is done with a field. */
    @FunctionalInterface
    interface Reader {
        /**
         * Reads the field, or leaves it.
         *
         * @param number of the field
         * @param wire how it is stored, one of {@link WireFormat}
         * @return false if the field was not read, so that it is to be skipped
         */
        boolean read(int number, int wire) throws IOException;
    }

    /** Bytes of the file read so far: where the next field begins. */
    long position() {
        return in.getTotalBytesRead();
    }

    /** Every field until the end of the message (or the file). */
    void fields(Reader reader) throws IOException {
        try {
            while (position() < end) {
                int tag = in.readTag();
                if (tag == 0) {
                    throw error("a field", "a tag that is zero");
                }
                int wire = WireFormat.getTagWireType(tag);
                if (!reader.read(WireFormat.getTagFieldNumber(tag), wire)) {
                    skip(tag, wire);
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw error("a field of ONNX's protobuf", String.valueOf(e.getMessage()));
        }
        if (position() != end) {
            throw error("the end of a message at byte " + end, "a field that goes beyond it");
        }
    }

    private void skip(int tag, int wire) throws IOException {
        if (wire == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            in.skipRawBytes(length());
        } else if (!in.skipField(tag)) {
            throw error("a field", "the end of a group that did not begin");
        }
    }

    /** A message in this field. */
    void message(int wire, Reader reader) throws IOException {
        int length = block(wire);
        if (++depth > MOST_DEPTH) {
            throw error("messages at most " + MOST_DEPTH + " deep", "one more");
        }
        long outer = end;
        end = position() + length;
        fields(reader);
        end = outer;
        depth--;
    }

    /** The length of a field that has one; its bytes come next. */
    int block(int wire) throws IOException {
        require(wire, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        return length();
    }

    private int length() throws IOException {
        int length = in.readRawVarint32();
        if (length < 0 || length > end - position()) {
            throw error(
                    "at most " + (end - position()) + " bytes, as many as are left",
                    "a length of " + (length & 0xffff_ffffL));
        }
        return length;
    }

    void skipBytes(int count) throws IOException {
        in.skipRawBytes(count);
    }

    long varint(int wire) throws IOException {
        require(wire, WireFormat.WIRETYPE_VARINT);
        return in.readRawVarint64();
    }

    float fixed32(int wire) throws IOException {
        require(wire, WireFormat.WIRETYPE_FIXED32);
        return in.readFloat();
    }

    double fixed64(int wire) throws IOException {
        require(wire, WireFormat.WIRETYPE_FIXED64);
        return in.readDouble();
    }

    String text(int wire) throws IOException {
        int length = block(wire);
        if (length > LONGEST_TEXT) {
            throw error("a text of at most " + LONGEST_TEXT + " bytes", length + " bytes");
        }
        return new String(in.readRawBytes(length), StandardCharsets.UTF_8);
    }

    /** Whole numbers, one or packed, added to {@code target}. */
    void varints(int wire, Longs target) throws IOException {
        if (wire == WireFormat.WIRETYPE_VARINT) {
            target.add(in.readRawVarint64());
            return;
        }
        long stop = block(wire);
        stop += position();
        while (position() < stop) {
            target.add(in.readRawVarint64());
        }
        if (position() != stop) {
            throw error("whole numbers until byte " + stop, "one that goes beyond it");
        }
    }

    private void require(int found, int expected) throws FormatException {
        if (found != expected) {
            throw error("a field of wire type " + expected, "wire type " + found);
        }
    }

    FormatException error(String expected, String found) {
        return new FormatException(file, position(), expected, found);
    }
}
