package dev.fovea.formats.onnx;

import java.util.List;

/**
 * An input or output of the graph.
 *
 * @param type code of its numbers; 0 where the file does not say
 * @param dims -1 where an extent is free
 * @param known whether the file says the number of axes at all
 * @param offset where it is described
 */
record OnnxValue(String name, long type, List<Long> dims, boolean known, long offset) {}
