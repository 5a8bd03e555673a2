package dev.fovea.formats.onnx;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attributes of a node, with the values meant where one is left out. */
record Attributes(Map<String, OnnxAttribute> all, Map<String, NdArray> tensors) {
    boolean has(String name) {
        return all.containsKey(name);
    }

    long whole(String name, long otherwise) {
        return switch (all.get(name)) {
            case null -> otherwise;
            case OnnxAttribute.Whole(long value) -> value;
            default -> throw wrong(name, "a whole number");
        };
    }

    float real(String name, float otherwise) {
        return switch (all.get(name)) {
            case null -> otherwise;
            case OnnxAttribute.Real(float value) -> value;
            default -> throw wrong(name, "a number");
        };
    }

    String text(String name, String otherwise) {
        return switch (all.get(name)) {
            case null -> otherwise;
            case OnnxAttribute.Text(String value) -> value;
            default -> throw wrong(name, "a text");
        };
    }

    /** Empty where left out. */
    long[] wholes(String name) {
        return switch (all.get(name)) {
            case null -> new long[0];
            case OnnxAttribute.Wholes(List<Long> values) ->
                    values.stream().mapToLong(x -> x).toArray();
            default -> throw wrong(name, "whole numbers");
        };
    }

    /** Empty where left out. */
    float[] reals(String name) {
        return switch (all.get(name)) {
            case null -> new float[0];
            case OnnxAttribute.Reals(List<Float> values) -> {
                float[] out = new float[values.size()];
                for (int i = 0; i < out.length; i++) {
                    out[i] = values.get(i);
                }
                yield out;
            }
            default -> throw wrong(name, "numbers");
        };
    }

    @Nullable NdArray numbers(String name) {
        return tensors.get(name);
    }

    private static IllegalArgumentException wrong(String name, String kind) {
        return new IllegalArgumentException("attribute " + name + " must be " + kind);
    }
}
