/** ONNX Runtime, inference. */
@NullMarked
package dev.fovea.bench.ort;

import org.jspecify.annotations.NullMarked;
