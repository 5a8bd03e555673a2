package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.nn.Resize;
import dev.fovea.nn.Resize.Coordinates;
import dev.fovea.nn.Resize.Method;
import dev.fovea.nn.Resize.Rounding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Resize and its predecessor Upsample. */
final class ResizeOperators {
    private ResizeOperators() {}

    static void register(Map<String, Operators.Operator> all) {
        all.put("Resize", ResizeOperators::resize);
        all.put("Upsample", ResizeOperators::upsample);
    }

    private static void upsample(Call call) throws IOException {
        Activation x = call.raw(0);
        float[] scales = call.has(1) ? call.constant(1).floats() : call.attributes.reals("scales");
        if (scales.length != x.dims().length) {
            throw call.unsupported(scales.length + " scales for " + x.dims().length + " axes");
        }
        resize(call, x, scales, scaled(x.dims(), scales), Coordinates.ASYMMETRIC, Rounding.FLOOR);
    }

    private static void resize(Call call) throws IOException {
        Activation x = call.raw(0);
        int[] dims = x.dims();
        boolean old = call.opset() < 11;
        int scalesAt = old ? 1 : 2;
        if (call.attributes.whole("antialias", 0) != 0) {
            throw call.unsupported("antialiasing");
        }
        int[] axes = axes(call, dims.length);
        float[] scales = new float[dims.length];
        Arrays.fill(scales, 1);
        int[] out = dims.clone();
        boolean sized = call.has(3) && call.constant(3).size() > 0;
        if (sized) {
            if (!call.attributes.text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
                throw call.unsupported("sizes that keep the aspect");
            }
            long[] sizes = call.wholes("sizes", 3);
            for (int i = 0; i < axes.length; i++) {
                out[axes[i]] = Math.toIntExact(sizes[i]);
                scales[axes[i]] = (float) out[axes[i]] / dims[axes[i]];
            }
        } else {
            float[] given = call.constant(scalesAt).floats();
            for (int i = 0; i < axes.length; i++) {
                scales[axes[i]] = given[i];
            }
            out = scaled(dims, scales);
        }
        resize(
                call,
                x,
                scales,
                out,
                old ? Coordinates.ASYMMETRIC : coordinates(call),
                old ? Rounding.FLOOR : rounding(call));
    }

    private static int[] axes(Call call, int rank) throws IOException {
        long[] given = call.attributes.wholes("axes");
        int[] axes = new int[given.length == 0 ? rank : given.length];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = given.length == 0 ? i : NdArray.axis(given[i], rank);
        }
        return axes;
    }

    private static int[] scaled(int[] dims, float[] scales) {
        int[] out = dims.clone();
        for (int axis = 0; axis < out.length; axis++) {
            out[axis] = (int) Math.floor(dims[axis] * (double) scales[axis]);
        }
        return out;
    }

    private static void resize(
            Call call,
            Activation input,
            float[] scales,
            int[] out,
            Coordinates coordinates,
            Rounding rounding)
            throws IOException {
        Method method = method(call);
        int[] dims = input.dims();
        Activation x = input;
        for (int axis = 0; axis < out.length; axis++) {
            if (out[axis] != dims[axis] || scales[axis] != 1) {
                x = Layouts.with(call, x, axis);
            }
        }
        List<Integer> extents = PieceOperators.extents(x);
        List<Float> along = new ArrayList<>(Collections.nCopies(extents.size(), 1f));
        for (int axis = 0; axis < out.length; axis++) {
            int stored = x.axes().get(axis);
            if (stored >= 0) {
                extents.set(stored, out[axis]);
                along.set(stored, scales[axis]);
            }
        }
        var layer =
                new Resize(
                        extents,
                        along,
                        method,
                        coordinates,
                        rounding,
                        call.attributes.real("cubic_coeff_a", -0.75f),
                        call.attributes.whole("exclude_outside", 0) != 0);
        call.output(call.node("", layer, List.of(x), x.axes()));
    }

    private static Method method(Call call) throws IOException {
        return switch (call.attributes.text("mode", "nearest")) {
            case "nearest" -> Method.NEAREST;
            case "linear", "bilinear" -> Method.LINEAR;
            case "cubic" -> Method.CUBIC;
            case String other -> throw call.unsupported("the mode '" + other + "'");
        };
    }

    private static Coordinates coordinates(Call call) throws IOException {
        return switch (call.attributes.text("coordinate_transformation_mode", "half_pixel")) {
            case "half_pixel" -> Coordinates.HALF_PIXEL;
            case "pytorch_half_pixel" -> Coordinates.PYTORCH_HALF_PIXEL;
            case "align_corners" -> Coordinates.ALIGN_CORNERS;
            case "asymmetric" -> Coordinates.ASYMMETRIC;
            case "tf_half_pixel_for_nn" -> Coordinates.TF_HALF_PIXEL_FOR_NN;
            case String other -> throw call.unsupported("the coordinates '" + other + "'");
        };
    }

    private static Rounding rounding(Call call) throws IOException {
        return switch (call.attributes.text("nearest_mode", "round_prefer_floor")) {
            case "round_prefer_floor" -> Rounding.ROUND_PREFER_FLOOR;
            case "round_prefer_ceil" -> Rounding.ROUND_PREFER_CEIL;
            case "floor" -> Rounding.FLOOR;
            case "ceil" -> Rounding.CEIL;
            case String other -> throw call.unsupported("the rounding '" + other + "'");
        };
    }
}
