package dev.fovea.formats.onnx;

import java.util.List;

/** An attribute of a node. */
sealed interface OnnxAttribute {
    record Real(float value) implements OnnxAttribute {}

    record Whole(long value) implements OnnxAttribute {}

    record Text(String value) implements OnnxAttribute {}

    record Reals(List<Float> values) implements OnnxAttribute {}

    record Wholes(List<Long> values) implements OnnxAttribute {}

    record Numbers(OnnxTensor tensor) implements OnnxAttribute {}

    /** What no supported operator reads: subgraphs, sparse tensors, lists of texts. */
    record Other() implements OnnxAttribute {}
}
