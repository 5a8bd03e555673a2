package dev.fovea.formats.onnx;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A file as it stands: its graph, and what it says of itself.
 *
 * @param opset of the standard operators
 * @param producer name and version of the program that wrote it
 * @param graph name of the graph
 * @param metadata keys and texts
 * @param initializers by name, in order
 */
record OnnxModel(
        Path file,
        long irVersion,
        long opset,
        String producer,
        String graph,
        Map<String, String> metadata,
        List<OnnxNode> nodes,
        Map<String, OnnxTensor> initializers,
        List<OnnxValue> inputs,
        List<OnnxValue> outputs) {}
