package dev.fovea.nn;

import dev.fovea.json.Json;
import dev.fovea.json.JsonObject;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Networks as JSON:
 *
 * <pre>{@code
 * {
 *   "fovea": 1,
 *   "name": "tiny",
 *   "input": [28, 28, 1],
 *   "nodes": [
 *     {"name": "conv1", "layer": "Conv2d", "filters": 16, "kernel": 3, "padding": "same"},
 *     {"name": "relu1", "layer": "Relu"},
 *     {"name": "sum", "layer": "Add", "from": ["relu1", "conv1"]},
 *     {"name": "flatten", "layer": "Flatten"},
 *     {"name": "fc", "layer": "Dense", "units": 10, "prefix": "classifier.0"}
 *   ]
 * }
 * }</pre>
 *
 * <p>{@code layer} is the type of the {@link Layer}, and its components stand beside it under their
 * names; those that have their usual value may be left out (see {@link LayerJson}). A node reads
 * the one before it unless {@code from} names another or several; {@code "input"} is the network's
 * input. Its parameters are named after it unless there is a {@code prefix}. Unknown keys are
 * errors.
 */
public final class NetworkJson {
    /** The version of the form described here. */
    private static final int VERSION = 1;

    private static final List<String> KEYS = List.of("fovea", "name", "input", "nodes");

    private NetworkJson() {}

    /** The network as a text for people, a line a node. */
    public static String write(Network network) {
        return Json.writePretty(toMap(network));
    }

    /** The network as the value {@link Json} writes. */
    public static Map<String, Object> toMap(Network network) {
        var nodes = new ArrayList<Object>();
        String before = Network.INPUT;
        for (Node node : network.nodes()) {
            nodes.add(toMap(node, before));
            before = node.name();
        }
        var input = new ArrayList<Object>();
        for (int extent : network.input().toArray()) {
            input.add((long) extent);
        }
        var map = new LinkedHashMap<String, Object>();
        map.put("fovea", (long) VERSION);
        map.put("name", network.name());
        map.put("input", input);
        map.put("nodes", nodes);
        return map;
    }

    private static Map<String, Object> toMap(Node node, String before) {
        var map = new LinkedHashMap<String, Object>();
        map.put("name", node.name());
        map.put("layer", LayerJson.typeOf(node.layer()));
        if (!node.inputs().equals(List.of(before))) {
            map.put("from", node.inputs().size() == 1 ? node.inputs().getFirst() : node.inputs());
        }
        if (!node.prefix().equals(node.name())) {
            map.put("prefix", node.prefix());
        }
        map.putAll(LayerJson.toMap(node.layer()));
        return map;
    }

    /**
     * The network a text describes.
     *
     * @param source what the text is, for messages: a file's name
     * @throws IllegalArgumentException if the text is no JSON (with line and column) or describes
     *     no network (with the node and the key)
     * @throws ShapeException if a layer cannot work on what it reads
     */
    public static Network read(String source, String text) {
        return read(JsonObject.parse(source, text));
    }

    /** The network an object describes, as {@link #read(String, String)}. */
    public static Network read(JsonObject object) {
        object.allowOnly(KEYS);
        if (object.integer("fovea") != VERSION) {
            throw object.error("fovea", VERSION + ", the version of the form this Fovea knows");
        }
        Network network = empty(object).withName(object.string("name", "network"));
        var nodes = new ArrayList<Node>();
        String before = Network.INPUT;
        for (Object value : object.list("nodes")) {
            Node node = node(object.owner() + ": node " + (nodes.size() + 1), value, before);
            nodes.add(node);
            before = node.name();
        }
        if (nodes.isEmpty()) {
            throw object.error("nodes", "an array with at least one node");
        }
        return network.then(nodes);
    }

    private static Network empty(JsonObject object) {
        int[] extents = object.integers("input");
        try {
            return Network.input(Shape.of(extents));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw object.error(
                    "input", "[height, width, channels] or [features], with something in it");
        }
    }

    private static Node node(String place, Object value, String before) {
        JsonObject object = JsonObject.of(place, value);
        String name = object.string("name");
        object = object.withOwner(name.isBlank() ? place : name);
        List<String> inputs = List.of(before);
        if (object.has("from")) {
            inputs =
                    object.get("from") instanceof String from
                            ? List.of(from)
                            : object.strings("from");
        }
        Layer layer = LayerJson.read(object, List.of("name", "layer", "from", "prefix"));
        try {
            return new Node(name, layer, inputs, object.string("prefix", name));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }
}
