package dev.fovea.nn;

import dev.fovea.json.JsonException;
import dev.fovea.json.JsonObject;
import dev.fovea.text.Nearest;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Layers as members of a JSON object: {@code "layer"} is the type, its components stand under their
 * names.
 *
 * <p>A component may be left out where its usual value is meant: no padding, stride 1 (of a
 * pooling: its kernel), dilation 1, one group, a bias, and what {@code of} gives. A {@link Size} is
 * a number or {@code [height, width]}; a {@link Padding} is {@code "same"}, a number, {@code
 * [height, width]} or {@code [top, bottom, left, right]}.
 */
final class LayerJson {
    private static final Map<String, Class<?>> TYPES = types(Layer.class, new TreeMap<>());

    private LayerJson() {}

    private static Map<String, Class<?>> types(Class<?> sealed, Map<String, Class<?>> types) {
        for (Class<?> type : sealed.getPermittedSubclasses()) {
            if (type.isSealed()) {
                types(type, types);
            } else {
                types.put(type.getSimpleName(), type);
            }
        }
        return types;
    }

    static String typeOf(Layer layer) {
        return layer.getClass().getSimpleName();
    }

    /** The components whose values are not the usual ones. */
    static Map<String, Object> toMap(Layer layer) {
        var out = new Fields();
        switch (layer) {
            case Conv2d l -> {
                out.put("filters", l.filters());
                out.size("kernel", l.kernel());
                out.size("stride", l.stride(), Size.ONE);
                out.padding(l.padding());
                out.size("dilation", l.dilation(), Size.ONE);
                out.put("groups", l.groups(), 1);
                out.put("bias", l.bias(), true);
            }
            case MaxPool2d l -> {
                out.size("kernel", l.kernel());
                out.size("stride", l.stride(), l.kernel());
                out.padding(l.padding());
                out.size("dilation", l.dilation(), Size.ONE);
                out.put("ceilMode", l.ceilMode(), false);
            }
            case AvgPool2d l -> {
                out.size("kernel", l.kernel());
                out.size("stride", l.stride(), l.kernel());
                out.padding(l.padding());
                out.put("ceilMode", l.ceilMode(), false);
                out.put("countPadding", l.countPadding(), true);
            }
            case AdaptiveAvgPool2d l -> out.size("output", l.output());
            case Dense l -> {
                out.put("units", l.units());
                out.put("bias", l.bias(), true);
            }
            case BatchNorm l -> {
                out.put("epsilon", l.epsilon(), BatchNorm.of().epsilon());
                out.put("momentum", l.momentum(), BatchNorm.of().momentum());
            }
            case LocalResponseNorm l -> {
                out.put("size", l.size());
                out.put("alpha", l.alpha(), LocalResponseNorm.of(1).alpha());
                out.put("beta", l.beta(), LocalResponseNorm.of(1).beta());
                out.put("k", l.k(), LocalResponseNorm.of(1).k());
            }
            case Dropout l -> out.put("rate", l.rate());
            case LeakyRelu l -> out.put("slope", l.slope(), LeakyRelu.of().slope());
            case PRelu l -> out.put("perChannel", l.perChannel(), false);
            case Elu l -> out.put("alpha", l.alpha(), Elu.of().alpha());
            case HardSigmoid l -> {
                out.put("slope", l.slope(), HardSigmoid.of().slope());
                out.put("offset", l.offset(), HardSigmoid.of().offset());
            }
            case Gelu l -> out.put("tanh", l.tanh(), false);
            case ChannelShuffle l -> out.put("groups", l.groups());
            case ChannelSlice l -> {
                out.put("first", l.first());
                out.put("channels", l.channels());
            }
            case InferenceLayer l -> out.members.putAll(InferenceJson.toMap(l));
            case GlobalAvgPool _,
                    GlobalMaxPool _,
                    Flatten _,
                    Relu _,
                    Relu6 _,
                    Sigmoid _,
                    Tanh _,
                    HardSwish _,
                    Silu _,
                    Softmax _,
                    LogSoftmax _,
                    Add _,
                    Multiply _,
                    Concat _ -> {
                // Nothing but their type.
            }
        }
        return out.members;
    }

    /**
     * The layer an object describes.
     *
     * @param others keys of the object that do not belong to the layer
     */
    static Layer read(JsonObject in, List<String> others) {
        String name = in.string("layer");
        Class<?> type = TYPES.get(name);
        if (type == null) {
            throw in.error(
                    "unknown layer '"
                            + name
                            + "', known are "
                            + String.join(", ", Nearest.first(name, written())));
        }
        var keys = new ArrayList<String>();
        Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).forEach(keys::add);
        keys.addAll(others);
        in.allowOnly(keys);
        try {
            return create(name, in);
        } catch (JsonException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(in.owner() + ": " + e.getMessage(), e);
        }
    }

    /** The layers people write; those that run forward only come from other programs. */
    private static List<String> written() {
        return TYPES.entrySet().stream()
                .filter(type -> !InferenceLayer.class.isAssignableFrom(type.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Layer create(String type, JsonObject in) {
        return switch (type) {
            case "Conv2d" ->
                    new Conv2d(
                            in.integer("filters"),
                            size(in, "kernel"),
                            size(in, "stride", Size.ONE),
                            padding(in),
                            size(in, "dilation", Size.ONE),
                            in.integer("groups", 1),
                            in.bool("bias", true));
            case "MaxPool2d" -> {
                Size kernel = size(in, "kernel");
                yield new MaxPool2d(
                        kernel,
                        size(in, "stride", kernel),
                        padding(in),
                        size(in, "dilation", Size.ONE),
                        in.bool("ceilMode", false));
            }
            case "AvgPool2d" -> {
                Size kernel = size(in, "kernel");
                yield new AvgPool2d(
                        kernel,
                        size(in, "stride", kernel),
                        padding(in),
                        in.bool("ceilMode", false),
                        in.bool("countPadding", true));
            }
            case "AdaptiveAvgPool2d" -> new AdaptiveAvgPool2d(size(in, "output"));
            case "GlobalAvgPool" -> new GlobalAvgPool();
            case "GlobalMaxPool" -> new GlobalMaxPool();
            case "Dense" -> new Dense(in.integer("units"), in.bool("bias", true));
            case "Flatten" -> new Flatten();
            case "BatchNorm" ->
                    new BatchNorm(
                            number(in, "epsilon", BatchNorm.of().epsilon()),
                            number(in, "momentum", BatchNorm.of().momentum()));
            case "LocalResponseNorm" -> {
                LocalResponseNorm usual = LocalResponseNorm.of(1);
                yield new LocalResponseNorm(
                        in.integer("size"),
                        number(in, "alpha", usual.alpha()),
                        number(in, "beta", usual.beta()),
                        number(in, "k", usual.k()));
            }
            case "Dropout" -> new Dropout((float) in.number("rate"));
            case "Relu" -> new Relu();
            case "LeakyRelu" -> new LeakyRelu(number(in, "slope", LeakyRelu.of().slope()));
            case "PRelu" -> new PRelu(in.bool("perChannel", false));
            case "Elu" -> new Elu(number(in, "alpha", Elu.of().alpha()));
            case "Relu6" -> new Relu6();
            case "Sigmoid" -> new Sigmoid();
            case "Tanh" -> new Tanh();
            case "HardSigmoid" ->
                    new HardSigmoid(
                            number(in, "slope", HardSigmoid.of().slope()),
                            number(in, "offset", HardSigmoid.of().offset()));
            case "HardSwish" -> new HardSwish();
            case "Silu" -> new Silu();
            case "Gelu" -> new Gelu(in.bool("tanh", false));
            case "Softmax" -> new Softmax();
            case "LogSoftmax" -> new LogSoftmax();
            case "Add" -> new Add();
            case "Multiply" -> new Multiply();
            case "Concat" -> new Concat();
            case "ChannelShuffle" -> new ChannelShuffle(in.integer("groups"));
            case "ChannelSlice" -> new ChannelSlice(in.integer("first"), in.integer("channels"));
            default -> InferenceJson.read(type, in);
        };
    }

    private static float number(JsonObject in, String key, float usual) {
        return (float) in.number(key, usual);
    }

    private static Size size(JsonObject in, String key, Size usual) {
        return in.has(key) ? size(in, key) : usual;
    }

    private static Size size(JsonObject in, String key) {
        int[] sides =
                in.get(key) instanceof List<?> ? in.integers(key) : new int[] {in.integer(key)};
        if (sides.length < 1
                || sides.length > 2
                || Arrays.stream(sides).anyMatch(side -> side < 1)) {
            throw in.error(key, "a number or [height, width], each at least 1");
        }
        return new Size(sides[0], sides[sides.length - 1]);
    }

    private static Padding padding(JsonObject in) {
        if (!in.has("padding")) {
            return Padding.NONE;
        }
        Object value = in.get("padding");
        if (value.equals("same")) {
            return Padding.SAME;
        }
        if (value instanceof String) {
            throw in.error(
                    "padding", "\"same\", a number, [height, width] or [top, bottom, left, right]");
        }
        int[] sides =
                value instanceof List<?>
                        ? in.integers("padding")
                        : new int[] {in.integer("padding")};
        if (Arrays.stream(sides).anyMatch(side -> side < 0)) {
            throw in.error("padding", "at least 0 at every side");
        }
        return switch (sides.length) {
            case 1 -> Padding.of(sides[0]);
            case 2 -> Padding.of(sides[0], sides[1]);
            case 4 -> new Padding.Explicit(sides[0], sides[1], sides[2], sides[3]);
            default ->
                    throw in.error(
                            "padding",
                            "\"same\", a number, [height, width] or [top, bottom, left, right]");
        };
    }

    /** Members in the making. */
    private static final class Fields {
        private final Map<String, Object> members = new LinkedHashMap<>();

        void put(String key, int value) {
            members.put(key, (long) value);
        }

        void put(String key, int value, int usual) {
            if (value != usual) {
                put(key, value);
            }
        }

        void put(String key, boolean value, boolean usual) {
            if (value != usual) {
                members.put(key, value);
            }
        }

        /** The shortest decimal that reads back as the same float. */
        void put(String key, float value) {
            members.put(key, Double.valueOf(Float.toString(value)));
        }

        void put(String key, float value, float usual) {
            // Not ==, which would take -0 for 0.
            if (Float.compare(value, usual) != 0) {
                put(key, value);
            }
        }

        void size(String key, Size size) {
            members.put(
                    key,
                    size.height() == size.width()
                            ? (long) size.height()
                            : List.of((long) size.height(), (long) size.width()));
        }

        void size(String key, Size size, Size usual) {
            if (!size.equals(usual)) {
                size(key, size);
            }
        }

        void padding(Padding padding) {
            switch (padding) {
                case Padding.Same _ -> members.put("padding", "same");
                case Padding.Explicit p when p.equals(Padding.NONE) -> {
                    // The usual one.
                }
                case Padding.Explicit p when p.equals(Padding.of(p.top())) ->
                        put("padding", p.top());
                case Padding.Explicit p when p.equals(Padding.of(p.top(), p.left())) ->
                        members.put("padding", List.of((long) p.top(), (long) p.left()));
                case Padding.Explicit p ->
                        members.put(
                                "padding",
                                List.of(
                                        (long) p.top(),
                                        (long) p.bottom(),
                                        (long) p.left(),
                                        (long) p.right()));
            }
        }
    }
}
