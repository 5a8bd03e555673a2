/** Models of ONNX, in and out: protobuf by hand, and the operators as Fovea's layers. */
@NullMarked
package dev.fovea.formats.onnx;

import org.jspecify.annotations.NullMarked;
