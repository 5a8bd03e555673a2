package dev.fovea.formats.onnx;

import dev.fovea.image.Preprocessing;
import dev.fovea.json.Json;
import dev.fovea.model.FormatException;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.ShapeException;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@link OnnxExport} says in a file's metadata beside the graph; empty in other files. */
final class OnnxMetadata {
    static final String NETWORK = "fovea.network";
    static final String PREPROCESSING = "fovea.preprocessing";
    static final String LABELS = "fovea.labels";
    static final String PROVENANCE = "fovea.provenance";

    private final OnnxModel model;

    OnnxMetadata(OnnxModel model) {
        this.model = model;
    }

    /**
     * The network with the names a graph has no place for (prefixes of nodes without parameters),
     * if the graph still is what was exported; else the graph's.
     */
    Network network(Network imported) {
        String text = model.metadata().get(NETWORK);
        if (text == null) {
            return imported;
        }
        try {
            Network saved = Network.fromJson(text);
            return withoutPrefixes(saved).equals(withoutPrefixes(imported))
                            && saved.parameters().equals(imported.parameters())
                    ? saved
                    : imported;
        } catch (IllegalArgumentException | ShapeException e) {
            return imported;
        }
    }

    private static List<Object> withoutPrefixes(Network network) {
        var nodes = new ArrayList<Object>(List.of(network.input()));
        for (Node node : network.nodes()) {
            nodes.add(List.of(node.name(), node.layer(), node.inputs()));
        }
        return nodes;
    }

    boolean hasPreprocessing() {
        return model.metadata().containsKey(PREPROCESSING);
    }

    Preprocessing preprocessing(Shape input) throws FormatException {
        String text = model.metadata().get(PREPROCESSING);
        if (text != null) {
            try {
                return Preprocessing.fromMap(Json.parseObject(text));
            } catch (IllegalArgumentException e) {
                throw error(PREPROCESSING, "a preprocessing", e);
            }
        }
        if (!input.isMap() || (input.channels() != 1 && input.channels() != 3)) {
            throw new FormatException(
                    model.file(),
                    model.inputs().getFirst().offset(),
                    "a network over pictures of 1 or 3 channels",
                    "one over " + input);
        }
        return Preprocessing.unit(input.height(), input.width(), input.channels());
    }

    List<String> labels() throws FormatException {
        String text = model.metadata().get(LABELS);
        if (text == null) {
            return List.of();
        }
        try {
            var labels = new ArrayList<String>();
            if (Json.parse(text) instanceof List<?> list) {
                list.forEach(label -> labels.add(String.valueOf(label)));
            }
            return labels;
        } catch (IllegalArgumentException e) {
            throw error(LABELS, "an array of texts", e);
        }
    }

    Map<String, Object> provenance() {
        String text = model.metadata().get(PROVENANCE);
        try {
            return text == null ? Map.of() : Json.parseObject(text);
        } catch (IllegalArgumentException e) {
            return Map.of();
        }
    }

    private FormatException error(String key, String what, IllegalArgumentException cause) {
        return new FormatException(
                model.file(),
                -1,
                what + " in '" + key + "' of the metadata",
                String.valueOf(cause.getMessage()));
    }
}
