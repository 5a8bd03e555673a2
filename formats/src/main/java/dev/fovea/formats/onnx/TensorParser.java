package dev.fovea.formats.onnx;

import com.google.protobuf.WireFormat;
import dev.fovea.model.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads TensorProto: what a tensor is, and where its numbers lie. */
final class TensorParser {
    private static final int EXTERNAL = 1;

    private final Path file;
    private final Proto in;

    TensorParser(Path file, Proto in) {
        this.file = file;
        this.in = in;
    }

    /** A tensor in the making. */
    private static final class Fields {
        private final Longs dims = new Longs();
        private long type;
        private String name = "";
        private final Longs whole = new Longs();
        private final List<Double> real = new ArrayList<>();
        private long rawOffset = -1;
        private long rawLength;
        private int rawWidth;
        private long location;
        private final Map<String, String> external = new HashMap<>();
    }

    OnnxTensor tensor(int wire) throws IOException {
        long offset = in.position();
        var fields = new Fields();
        in.message(wire, (number, w) -> field(fields, number, w));
        OnnxType type = OnnxType.of(fields.type);
        if (type == null) {
            throw new FormatException(
                    file,
                    offset,
                    "one of the data types " + OnnxType.names() + " for '" + fields.name + "'",
                    "the code " + fields.type);
        }
        int[] dims = dims(fields, offset);
        var tensor = new OnnxTensor(fields.name, type, dims, data(fields, type, offset), offset);
        check(tensor);
        return tensor;
    }

    private boolean field(Fields fields, int number, int wire) throws IOException {
        switch (number) {
            case 1 -> in.varints(wire, fields.dims);
            case 2 -> fields.type = in.varint(wire);
            case 4 -> {
                if (wire == WireFormat.WIRETYPE_FIXED32) {
                    fields.real.add((double) in.fixed32(wire));
                } else {
                    raw(fields, wire, Float.BYTES);
                }
            }
            case 5, 7, 11 -> in.varints(wire, fields.whole);
            case 8 -> fields.name = in.text(wire);
            case 9 -> raw(fields, wire, 0);
            case 10 -> {
                if (wire == WireFormat.WIRETYPE_FIXED64) {
                    fields.real.add(in.fixed64(wire));
                } else {
                    raw(fields, wire, Double.BYTES);
                }
            }
            case 13 -> external(fields, wire);
            case 14 -> fields.location = in.varint(wire);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Bytes that stay where they are; packed floats and doubles look as raw data does. */
    private void raw(Fields fields, int wire, int width) throws IOException {
        int length = in.block(wire);
        fields.rawOffset = in.position();
        fields.rawLength = length;
        fields.rawWidth = width;
        in.skipBytes(length);
    }

    private void external(Fields fields, int wire) throws IOException {
        String[] entry = {"", ""};
        in.message(
                wire,
                (number, w) -> {
                    if (number == 1 || number == 2) {
                        entry[number - 1] = in.text(w);
                        return true;
                    }
                    return false;
                });
        fields.external.put(entry[0], entry[1]);
    }

    private int[] dims(Fields fields, long offset) throws FormatException {
        long[] found = fields.dims.toArray();
        int[] dims = new int[found.length];
        long size = 1;
        for (int i = 0; i < found.length; i++) {
            long most = Integer.MAX_VALUE - 64;
            if (found[i] < 0 || found[i] > most || (found[i] > 0 && size > most / found[i])) {
                throw new FormatException(
                        file,
                        offset,
                        "extents of '" + fields.name + "' from 0, at most 2^31 - 65 together",
                        Arrays.toString(found));
            }
            dims[i] = (int) found[i];
            size *= found[i];
        }
        return dims;
    }

    private OnnxTensor.Data data(Fields fields, OnnxType type, long offset) throws IOException {
        if (fields.location == EXTERNAL) {
            return externalData(fields, offset);
        }
        if (fields.rawOffset >= 0) {
            if (fields.rawWidth != 0 && fields.rawWidth != type.bytes()) {
                throw new FormatException(
                        file,
                        fields.rawOffset,
                        type + " numbers for '" + fields.name + "'",
                        "numbers of " + fields.rawWidth + " bytes");
            }
            return new OnnxTensor.Raw(file, fields.rawOffset, fields.rawLength);
        }
        return fields.real.isEmpty()
                ? new OnnxTensor.Whole(fields.whole.toArray())
                : new OnnxTensor.Real(fields.real.stream().mapToDouble(x -> x).toArray());
    }

    private OnnxTensor.Data externalData(Fields fields, long offset) throws IOException {
        String location = fields.external.getOrDefault("location", "");
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Path target;
        try {
            Path relative = Path.of(location);
            if (location.isEmpty() || relative.isAbsolute()) {
                throw escape(fields, offset, location);
            }
            target = folder.resolve(relative);
            // The real path, so that a link does not lead out either.
            if (!target.normalize().startsWith(folder.normalize())
                    || (Files.exists(target)
                            && !target.toRealPath().startsWith(folder.toRealPath()))) {
                throw escape(fields, offset, location);
            }
        } catch (InvalidPathException e) {
            throw escape(fields, offset, location);
        }
        if (!Files.isRegularFile(target)) {
            throw new FormatException(
                    file,
                    offset,
                    "the file " + location + " with the numbers of '" + fields.name + "' beside it",
                    "no such file");
        }
        long size = Files.size(target);
        long start = number(fields, "offset", 0, offset);
        long length = number(fields, "length", size - start, offset);
        if (start > size || length < 0 || length > size - start) {
            throw new FormatException(
                    file,
                    offset,
                    "numbers of '" + fields.name + "' inside " + location + ", " + size + " bytes",
                    "offset " + start + ", length " + length);
        }
        return new OnnxTensor.Raw(target, start, length);
    }

    private long number(Fields fields, String key, long otherwise, long offset)
            throws FormatException {
        String text = fields.external.get(key);
        if (text == null) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new FormatException(
                file, offset, "a whole number from 0 for the " + key + " of external data", text);
    }

    private FormatException escape(Fields fields, long offset, String location) {
        return new FormatException(
                file,
                offset,
                "external data of '" + fields.name + "' inside the model's folder",
                "the path '" + location + "'");
    }

    private void check(OnnxTensor tensor) throws FormatException {
        int size = tensor.size();
        long found =
                switch (tensor.data()) {
                    case OnnxTensor.Raw raw ->
                            raw.length() % tensor.type().bytes() == 0
                                    ? raw.length() / tensor.type().bytes()
                                    : -1;
                    case OnnxTensor.Whole whole -> whole.numbers().length;
                    case OnnxTensor.Real real -> real.numbers().length;
                };
        if (found != size) {
            throw new FormatException(
                    file,
                    tensor.offset(),
                    size
                            + " numbers ("
                            + OnnxTensor.text(tensor.dims())
                            + ", "
                            + tensor.type()
                            + ") for '"
                            + tensor.name()
                            + "'",
                    tensor.data() instanceof OnnxTensor.Raw raw
                            ? raw.length() + " bytes"
                            : found + " numbers");
        }
    }
}
