package dev.fovea.nn;

/** A layer in a few words: {@code Conv2d 64 7x7 /2 pad 3}. */
final class LayerText {
    private LayerText() {}

    static String of(Layer layer) {
        String type = Inputs.typeOf(layer);
        return switch (layer) {
            case Conv2d conv ->
                    "%s %d %s%s%s%s%s"
                            .formatted(
                                    type,
                                    conv.filters(),
                                    conv.kernel(),
                                    stride(conv.stride()),
                                    padding(conv.padding()),
                                    dilation(conv.dilation()),
                                    conv.groups() == 1 ? "" : " groups " + conv.groups());
            case MaxPool2d pool ->
                    "%s %s%s%s%s%s"
                            .formatted(
                                    type,
                                    pool.kernel(),
                                    stride(pool.stride()),
                                    padding(pool.padding()),
                                    dilation(pool.dilation()),
                                    pool.ceilMode() ? " ceil" : "");
            case AvgPool2d pool ->
                    "%s %s%s%s%s"
                            .formatted(
                                    type,
                                    pool.kernel(),
                                    stride(pool.stride()),
                                    padding(pool.padding()),
                                    pool.ceilMode() ? " ceil" : "");
            case AdaptiveAvgPool2d pool -> type + " " + pool.output();
            case Dense dense -> type + " " + dense.units();
            case LocalResponseNorm norm -> type + " " + norm.size();
            case Dropout dropout -> type + " " + dropout.rate();
            case LeakyRelu relu -> type + " " + relu.slope();
            case ChannelShuffle shuffle -> type + " " + shuffle.groups();
            case ChannelSlice slice ->
                    "%s %d..%d"
                            .formatted(type, slice.first(), slice.first() + slice.channels() - 1);
            case InferenceLayer inference -> InferenceText.of(inference);
            case GlobalAvgPool _,
                    GlobalMaxPool _,
                    Flatten _,
                    BatchNorm _,
                    ActivationLayer _,
                    PRelu _,
                    Softmax _,
                    LogSoftmax _,
                    Add _,
                    Multiply _,
                    Concat _ ->
                    type;
        };
    }

    private static String stride(Size stride) {
        return stride.equals(Size.ONE) ? "" : " /" + Text.side(stride);
    }

    private static String dilation(Size dilation) {
        return dilation.equals(Size.ONE) ? "" : " dilation " + Text.side(dilation);
    }

    private static String padding(Padding padding) {
        return switch (padding) {
            case Padding.Same _ -> " pad same";
            case Padding.Explicit(int top, int bottom, int left, int right) -> {
                if (top != bottom || left != right) {
                    yield " pad %d,%d,%d,%d".formatted(top, bottom, left, right);
                }
                if (top == 0 && left == 0) {
                    yield "";
                }
                yield top == left ? " pad " + top : " pad " + top + "x" + left;
            }
        };
    }
}
