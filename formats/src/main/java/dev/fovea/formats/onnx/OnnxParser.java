package dev.fovea.formats.onnx;

import com.google.protobuf.WireFormat;
import dev.fovea.model.FormatException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the structure of an ONNX file, field by field; the numbers of tensors stay where they are.
 * Field numbers are those of onnx.proto3.
 */
final class OnnxParser {
    private final Path file;
    private final Proto in;
    private final TensorParser tensors;
    private long irVersion;
    private long opset;
    private String producer = "";
    private String version = "";
    private String graphName = "";
    private boolean hasGraph;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final Map<String, OnnxTensor> initializers = new LinkedHashMap<>();
    private final List<OnnxValue> inputs = new ArrayList<>();
    private final List<OnnxValue> outputs = new ArrayList<>();

    private OnnxParser(Path file, Proto in) {
        this.file = file;
        this.in = in;
        tensors = new TensorParser(file, in);
    }

    /**
     * The structure of a file.
     *
     * @throws FormatException if it is no ONNX file, truncated or damaged
     * @throws IOException if it cannot be read
     */
    static OnnxModel parse(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new OnnxParser(file, new Proto(file, channel)).model();
        }
    }

    private OnnxModel model() throws IOException {
        in.fields(this::modelField);
        if (!hasGraph) {
            throw in.error("an ONNX model with a graph", "a file without one");
        }
        if (opset == 0) {
            throw in.error("the version of the operators (opset_import)", "none");
        }
        return new OnnxModel(
                file,
                irVersion,
                opset,
                version.isEmpty() ? producer : producer + " " + version,
                graphName,
                metadata,
                nodes,
                initializers,
                inputs,
                outputs);
    }

    private boolean modelField(int number, int wire) throws IOException {
        switch (number) {
            case 1 -> irVersion = in.varint(wire);
            case 2 -> producer = in.text(wire);
            case 3 -> version = in.text(wire);
            case 7 -> {
                hasGraph = true;
                in.message(wire, this::graphField);
            }
            case 8 -> operatorSet(wire);
            case 14 -> {
                String[] entry = entry(wire);
                metadata.put(entry[0], entry[1]);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void operatorSet(int wire) throws IOException {
        String[] domain = {""};
        long[] version = {0};
        in.message(
                wire,
                (number, w) -> {
                    switch (number) {
                        case 1 -> domain[0] = in.text(w);
                        case 2 -> version[0] = in.varint(w);
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
        if (domain[0].isEmpty() || domain[0].equals("ai.onnx")) {
            opset = version[0];
        }
    }

    private String[] entry(int wire) throws IOException {
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
        return entry;
    }

    private boolean graphField(int number, int wire) throws IOException {
        switch (number) {
            case 1 -> nodes.add(node(wire));
            case 2 -> graphName = in.text(wire);
            case 5 -> {
                OnnxTensor tensor = tensors.tensor(wire);
                initializers.put(tensor.name(), tensor);
            }
            case 11 -> inputs.add(value(wire));
            case 12 -> outputs.add(value(wire));
            default -> {
                return false;
            }
        }
        return true;
    }

    private OnnxNode node(int wire) throws IOException {
        long offset = in.position();
        String[] texts = {"", "", ""};
        var nodeInputs = new ArrayList<String>();
        var nodeOutputs = new ArrayList<String>();
        var attributes = new LinkedHashMap<String, OnnxAttribute>();
        in.message(
                wire,
                (number, w) -> {
                    switch (number) {
                        case 1 -> nodeInputs.add(in.text(w));
                        case 2 -> nodeOutputs.add(in.text(w));
                        case 3 -> texts[0] = in.text(w);
                        case 4 -> texts[1] = in.text(w);
                        case 5 -> attribute(w, attributes);
                        case 7 -> texts[2] = in.text(w);
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
        String domain = texts[2].equals("ai.onnx") ? "" : texts[2];
        return new OnnxNode(
                texts[0], texts[1], domain, nodeInputs, nodeOutputs, attributes, offset);
    }

    private void attribute(int wire, Map<String, OnnxAttribute> attributes) throws IOException {
        String[] name = {""};
        int[] kind = {0};
        OnnxAttribute[] found = {new OnnxAttribute.Other()};
        var reals = new ArrayList<Float>();
        var wholes = new Longs();
        in.message(
                wire,
                (number, w) -> {
                    switch (number) {
                        case 1 -> name[0] = in.text(w);
                        case 2 -> found[0] = new OnnxAttribute.Real(in.fixed32(w));
                        case 3 -> found[0] = new OnnxAttribute.Whole(in.varint(w));
                        case 4 -> found[0] = new OnnxAttribute.Text(in.text(w));
                        case 5 -> found[0] = new OnnxAttribute.Numbers(tensors.tensor(w));
                        case 7 -> reals(w, reals);
                        case 8 -> in.varints(w, wholes);
                        case 20 -> kind[0] = (int) in.varint(w);
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
        // Proto3 writes no zeros: an attribute without a value has the zero of its kind.
        boolean empty = found[0] instanceof OnnxAttribute.Other;
        OnnxAttribute attribute =
                switch (kind[0]) {
                    case 1 -> empty ? new OnnxAttribute.Real(0) : found[0];
                    case 2 -> empty ? new OnnxAttribute.Whole(0) : found[0];
                    case 3 -> empty ? new OnnxAttribute.Text("") : found[0];
                    case 6 -> new OnnxAttribute.Reals(List.copyOf(reals));
                    case 7 -> wholes(wholes);
                    default -> {
                        if (wholes.size() > 0) {
                            yield wholes(wholes);
                        }
                        yield reals.isEmpty()
                                ? found[0]
                                : new OnnxAttribute.Reals(List.copyOf(reals));
                    }
                };
        attributes.put(name[0], attribute);
    }

    private static OnnxAttribute wholes(Longs wholes) {
        var list = new ArrayList<Long>();
        for (long whole : wholes.toArray()) {
            list.add(whole);
        }
        return new OnnxAttribute.Wholes(List.copyOf(list));
    }

    private void reals(int wire, List<Float> reals) throws IOException {
        if (wire == WireFormat.WIRETYPE_FIXED32) {
            reals.add(in.fixed32(wire));
            return;
        }
        int length = in.block(wire);
        if (length % Float.BYTES != 0) {
            throw in.error("floats of 4 bytes", length + " bytes");
        }
        for (int i = 0; i < length / Float.BYTES; i++) {
            reals.add(in.fixed32(WireFormat.WIRETYPE_FIXED32));
        }
    }

    private OnnxValue value(int wire) throws IOException {
        long offset = in.position();
        String[] name = {""};
        long[] type = {0};
        boolean[] known = {false};
        var dims = new ArrayList<Long>();
        Proto.Reader dim =
                (number, w) -> {
                    if (number != 1) {
                        return false;
                    }
                    dims.set(dims.size() - 1, in.varint(w));
                    return true;
                };
        Proto.Reader shape =
                (number, w) -> {
                    if (number != 1) {
                        return false;
                    }
                    dims.add(-1L);
                    in.message(w, dim);
                    return true;
                };
        Proto.Reader tensor =
                (number, w) -> {
                    switch (number) {
                        case 1 -> type[0] = in.varint(w);
                        case 2 -> {
                            known[0] = true;
                            in.message(w, shape);
                        }
                        default -> {
                            return false;
                        }
                    }
                    return true;
                };
        in.message(
                wire,
                (number, w) -> {
                    switch (number) {
                        case 1 -> name[0] = in.text(w);
                        case 2 ->
                                in.message(
                                        w,
                                        (n, each) -> {
                                            if (n != 1) {
                                                return false;
                                            }
                                            in.message(each, tensor);
                                            return true;
                                        });
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
        return new OnnxValue(name[0], type[0], List.copyOf(dims), known[0], offset);
    }
}
