package dev.fovea.formats.onnx;

import java.util.List;
import java.util.Map;

/**
 * A node of the graph as the file has it.
 *
 * @param offset where it is described
 * @param inputs names of values; empty for one that is left out
 */
record OnnxNode(
        String name,
        String operator,
        String domain,
        List<String> inputs,
        List<String> outputs,
        Map<String, OnnxAttribute> attributes,
        long offset) {
    /** {@code node 'conv1' (Conv)}. */
    String text() {
        String shown = name.isEmpty() && !outputs.isEmpty() ? outputs.getFirst() : name;
        return "node '" + shown + "' (" + (domain.isEmpty() ? "" : domain + ".") + operator + ")";
    }
}
