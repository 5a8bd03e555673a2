package dev.fovea.nn;

import java.util.Locale;

/** An inference-only layer in a few words: {@code Permute [2, 0, 1]}. */
final class InferenceText {
    private InferenceText() {}

    static String of(InferenceLayer layer) {
        String type = Inputs.typeOf(layer);
        return switch (layer) {
            case ConstantTensor _, InstanceNorm _, MatMul _ -> type;
            case ConvTranspose2d l ->
                    "%s %d %s%s"
                            .formatted(
                                    type,
                                    l.filters(),
                                    l.kernel(),
                                    l.stride().equals(Size.ONE)
                                            ? ""
                                            : " /" + Text.side(l.stride()));
            case Elementwise l -> type + " " + word(l.operation());
            case Expand l -> type + " " + l.extents();
            case Gather l -> type + " axis " + l.axis();
            case Join l -> type + " axis " + l.axis();
            case Pad l -> "%s %s %s".formatted(type, l.before(), l.after());
            case Permute l -> type + " " + l.axes();
            case Pointwise l -> type + " " + word(l.function());
            case Reduce l -> "%s %s %s".formatted(type, word(l.kind()), l.axes());
            case Reshape l -> type + " " + l.extents();
            case Resize l -> type + " " + word(l.method());
            case Slice l -> "%s %s".formatted(type, l.starts());
            case TopK l -> "%s %d axis %d".formatted(type, l.k(), l.axis());
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
