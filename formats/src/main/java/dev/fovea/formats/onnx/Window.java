package dev.fovea.formats.onnx;

import dev.fovea.nn.Padding;
import dev.fovea.nn.Size;
import dev.fovea.tensor.Shape;
import java.io.IOException;

/**
 * The window of a convolution or a pooling.
 *
 * @param pads top, left, bottom, right
 * @param auto how the padding is worked out where that is left to the reader: SAME_UPPER,
 *     SAME_LOWER or empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Window(Size kernel, Size stride, Size dilation, int[] pads, String auto) {
    /** Over a kernel whose weight says its size. */
    static Window of(Call call, int height, int width) throws IOException {
        int[] stride = pair(call, "strides");
        int[] dilation = pair(call, "dilations");
        String auto = call.attributes.text("auto_pad", "NOTSET");
        int[] pads = {0, 0, 0, 0};
        long[] given = call.attributes.wholes("pads");
        if (given.length > 0 && auto.equals("NOTSET")) {
            if (given.length != 4 && given.length != 2) {
                throw call.unsupported("padding of " + given.length + " sides instead of 4");
            }
            int axes = given.length / 2;
            for (int i = 0; i < axes; i++) {
                pads[2 - axes + i] = Math.toIntExact(given[i]);
                pads[4 - axes + i] = Math.toIntExact(given[axes + i]);
            }
        }
        return new Window(
                new Size(height, width),
                new Size(stride[0], stride[1]),
                new Size(dilation[0], dilation[1]),
                pads,
                auto.startsWith("SAME") ? auto : "");
    }

    /** Over a kernel that an attribute gives. */
    static Window of(Call call) throws IOException {
        long[] kernel = call.attributes.wholes("kernel_shape");
        if (kernel.length != 2 && kernel.length != 1) {
            throw call.unsupported("a window of " + kernel.length + " axes instead of 2");
        }
        int height = kernel.length == 1 ? 1 : Math.toIntExact(kernel[0]);
        return of(call, height, Math.toIntExact(kernel[kernel.length - 1]));
    }

    private static int[] pair(Call call, String attribute) throws IOException {
        long[] given = call.attributes.wholes(attribute);
        if (given.length == 0) {
            return new int[] {1, 1};
        }
        if (given.length != 2 && given.length != 1) {
            throw call.unsupported(attribute + " of " + given.length + " axes instead of 2");
        }
        int height = given.length == 1 ? 1 : Math.toIntExact(given[0]);
        return new int[] {height, Math.toIntExact(given[given.length - 1])};
    }

    Padding padding(Shape map) {
        if (auto.isEmpty()) {
            return new Padding.Explicit(pads[0], pads[2], pads[1], pads[3]);
        }
        if (auto.equals("SAME_UPPER")) {
            return Padding.SAME;
        }
        Size in = new Size(map.height(), map.width());
        Padding.Explicit upper = Padding.SAME.resolve(in, kernel, stride, dilation);
        // The odd row and column go to the other side than in SAME_UPPER.
        int top = upper.bottom();
        int bottom = upper.top();
        int left = upper.right();
        int right = upper.left();
        return new Padding.Explicit(top, bottom, left, right);
    }
}
