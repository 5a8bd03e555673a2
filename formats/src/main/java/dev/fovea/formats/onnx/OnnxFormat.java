package dev.fovea.formats.onnx;

import dev.fovea.formats.ImageNet;
import dev.fovea.formats.Inspection;
import dev.fovea.formats.ModelFormat;
import dev.fovea.formats.ReadOptions;
import dev.fovea.image.Preprocessing;
import dev.fovea.model.FormatException;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * ONNX: a graph of operators and its numbers, in protobuf (operator sets 6 and later).
 *
 * <p>What {@link OnnxExport} wrote says its preprocessing, labels and provenance in the file's
 * metadata; for others the caller does, or pictures are taken as bytes over 255.
 */
public final class OnnxFormat implements ModelFormat {
    private static final int OLDEST_OPSET = 6;

    @Override
    public String name() {
        return "ONNX";
    }

    /**
     * ONNX has no magic number: the first field is ir_version, 1 .. 127, and the name ends so, or
     * only fields of a model follow up to its graph.
     */
    @Override
    public boolean matches(Path file, byte[] head) {
        String end = file.toString().toLowerCase(Locale.ROOT);
        return head.length > 2
                && head[0] == 8
                && head[1] > 0
                && (end.endsWith(".onnx") || OnnxHead.isModel(head));
    }

    @Override
    public Inspection inspect(Path file, ReadOptions options) throws IOException {
        OnnxModel model = OnnxParser.parse(file);
        var tensors = new ArrayList<Inspection.TensorInfo>();
        var problems = new ArrayList<String>();
        try (var reader = new TensorReader()) {
            for (OnnxTensor tensor : model.initializers().values()) {
                tensors.add(
                        new Inspection.TensorInfo(
                                tensor.name(), tensor.type().name(), Shape.of(tensor.dims())));
                if (reader.hasNonFinite(tensor)) {
                    problems.add(tensor.name() + " holds numbers that are NaN or infinite");
                }
            }
            var facts = new LinkedHashMap<String, String>();
            try {
                facts.putAll(imported(model, reader, options));
            } catch (FormatException e) {
                problems.add("cannot be imported: " + e.getMessage());
            }
            facts.putAll(facts(model));
            return new Inspection(
                    "ONNX, operator set %d, %d nodes, %d tensors"
                            .formatted(model.opset(), model.nodes().size(), tensors.size()),
                    tensors,
                    facts,
                    List.of(),
                    problems);
        }
    }

    /** What the graph becomes, and what its pictures go through. */
    private static Map<String, String> imported(
            OnnxModel parsed, TensorReader reader, ReadOptions options) throws IOException {
        requireNoNetwork(parsed.file(), options);
        Model model = model(parsed, reader, options);
        boolean assumed = "assumed".equals(model.provenance().get("preprocessing"));
        var facts = new LinkedHashMap<String, String>();
        facts.put("network", model.network().toString());
        facts.put("classes", String.valueOf(model.network().outputShape().size()));
        facts.put(
                "preprocessing", model.preprocessing().describe() + (assumed ? " (assumed)" : ""));
        facts.put("labels", ImageNet.describe(model.labels()));
        return facts;
    }

    private static Map<String, String> facts(OnnxModel model) {
        var facts = new LinkedHashMap<String, String>();
        if (!model.producer().isEmpty()) {
            facts.put("producer", model.producer());
        }
        facts.put("IR version", Long.toString(model.irVersion()));
        facts.put("operator set", Long.toString(model.opset()));
        model.inputs().stream()
                .filter(value -> !model.initializers().containsKey(value.name()))
                .forEach(value -> facts.put("input " + value.name(), dims(value)));
        model.outputs().forEach(value -> facts.put("output " + value.name(), dims(value)));
        var counts = new TreeMap<String, Integer>();
        model.nodes().forEach(node -> counts.merge(node.operator(), 1, Integer::sum));
        facts.put("operators", counts.toString());
        model.metadata().forEach(facts::putIfAbsent);
        return facts;
    }

    private static String dims(OnnxValue value) {
        return value.known() ? value.dims().toString().replace("-1", "?") : "of any shape";
    }

    @Override
    public Model read(Path file, ReadOptions options) throws IOException {
        requireNoNetwork(file, options);
        OnnxModel parsed = OnnxParser.parse(file);
        if (parsed.opset() < OLDEST_OPSET) {
            throw new FormatException(
                    file, -1, "operator set " + OLDEST_OPSET + " or later", "" + parsed.opset());
        }
        try (var reader = new TensorReader()) {
            return model(parsed, reader, options);
        }
    }

    private static void requireNoNetwork(Path file, ReadOptions options) throws FormatException {
        if (options.network().isPresent()) {
            throw new FormatException(
                    file,
                    -1,
                    "numbers without a structure, since a network is named beside it (--arch)",
                    "an ONNX model, which holds its own; leave the network away");
        }
    }

    private static Model model(OnnxModel parsed, TensorReader reader, ReadOptions options)
            throws IOException {
        Optional<Shape> size = options.preprocessing().flatMap(Preprocessing::outputShape);
        GraphImport.Imported imported = GraphImport.run(parsed, reader, size);
        var saved = new OnnxMetadata(parsed);
        Network network = saved.network(imported.network());
        Shape input = network.input();
        try {
            Preprocessing preprocessing =
                    options.preprocessing().isPresent()
                            ? options.preprocessing().get()
                            : saved.preprocessing(input);
            List<String> labels = options.labelsOf(network, saved.labels());
            return new Model(
                    network,
                    imported.weights(),
                    preprocessing,
                    labels,
                    provenance(parsed, saved, options.preprocessing().isEmpty()));
        } catch (IllegalArgumentException e) {
            throw new FormatException(
                    parsed.file(),
                    -1,
                    "a model whose parts fit together",
                    String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, Object> provenance(
            OnnxModel parsed, OnnxMetadata saved, boolean callerIsSilent) {
        Map<String, Object> known = saved.provenance();
        if (!known.isEmpty()) {
            return callerIsSilent ? known : ReadOptions.withoutAssumption(known);
        }
        var from = new LinkedHashMap<String, Object>();
        from.put("format", "ONNX, operator set " + parsed.opset());
        if (!parsed.producer().isEmpty()) {
            from.put("producer", parsed.producer());
        }
        if (callerIsSilent && !saved.hasPreprocessing()) {
            from.put("preprocessing", "assumed");
        }
        return from;
    }
}
