package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * Maps resampled along their axes as ONNX's Resize does it (operator set 19, without antialiasing).
 *
 * @param extents of the output, each at least 1
 * @param scales output over input along each axis, positive; what coordinates are worked out with,
 *     which need not be the quotient of the extents
 * @param method how values between elements are found
 * @param coordinates where an element of the output lies in the input
 * @param rounding which neighbour {@link Method#NEAREST} takes
 * @param cubicA the cubic's coefficient a (Keys 1981), usually -0.75
 * @param excludeOutside whether elements beyond the edge count nothing, rather than as the edge
 */
public record Resize(
        List<Integer> extents,
        List<Float> scales,
        Method method,
        Coordinates coordinates,
        Rounding rounding,
        float cubicA,
        boolean excludeOutside)
        implements InferenceLayer {
    /** How values between elements are found. */
    public enum Method {
        /** The nearest one's. */
        NEAREST,
        /** Between the two neighbours on each axis. */
        LINEAR,
        /** A cubic through the four neighbours on each axis. */
        CUBIC
    }

    /** Where the element x of the output lies in the input. */
    public enum Coordinates {
        /** {@code (x + 0.5) / scale - 0.5}. */
        HALF_PIXEL,
        /** As {@link #HALF_PIXEL}, but 0 where the output has extent 1. */
        PYTORCH_HALF_PIXEL,
        /** {@code x (in - 1) / (scale in - 1)}, 0 where the output has extent 1. */
        ALIGN_CORNERS,
        /** {@code x / scale}. */
        ASYMMETRIC,
        /** {@code (x + 0.5) / scale}. */
        TF_HALF_PIXEL_FOR_NN
    }

    /** Which of two neighbours is the nearest. */
    public enum Rounding {
        /** The lower one of two that are equally near. */
        ROUND_PREFER_FLOOR,
        /** The upper one of two that are equally near. */
        ROUND_PREFER_CEIL,
        /** Always the lower one. */
        FLOOR,
        /** Always the upper one. */
        CEIL
    }

    public Resize {
        extents = Constructors.extents("Resize", extents);
        scales = List.copyOf(scales);
        Constructors.finite("Resize", "cubicA", cubicA);
        if (scales.size() != extents.size()
                || scales.stream().anyMatch(s -> !(s > 0) || s.isInfinite())) {
            throw new IllegalArgumentException(
                    "Resize: needs a positive scale for each axis, got " + scales);
        }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        if (single(inputs).rank() != extents.size()) {
            throw misfit("needs " + extents.size() + " axes", inputs);
        }
        return Constructors.shape(extents);
    }
}
