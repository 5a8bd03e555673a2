package dev.fovea.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@link Preprocessing} as plain values, and back with a clear word for whatever is wrong. */
final class PreprocessingMap {
    private static final Set<String> KEYS =
            Set.of("resize", "filter", "channels", "order", "scale", "mean", "std");

    private PreprocessingMap() {}

    static Map<String, Object> write(Preprocessing p) {
        Map<String, Object> resize = new LinkedHashMap<>();
        switch (p.resize()) {
            case ResizeRule.None _ -> resize.put("rule", "none");
            case ResizeRule.Exact(int height, int width) -> {
                resize.put("rule", "exact");
                resize.put("height", height);
                resize.put("width", width);
            }
            case ResizeRule.ShorterSide(int side, int height, int width) -> {
                resize.put("rule", "shorter-side");
                resize.put("side", side);
                resize.put("height", height);
                resize.put("width", width);
            }
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("resize", resize);
        map.put("filter", p.filter().id());
        map.put("channels", p.channels());
        map.put("order", p.order().name());
        map.put("scale", p.scale());
        map.put("mean", p.mean());
        map.put("std", p.std());
        return map;
    }

    static Preprocessing read(Map<String, ?> map) {
        for (String key : map.keySet()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(
                        "preprocessing: there is no entry \"%s\"".formatted(key));
            }
        }
        return new Preprocessing(
                rule(map),
                ResizeFilter.of(text(map, "filter")),
                whole(map, "channels"),
                order(text(map, "order")),
                number("scale", entry(map, "scale")),
                numbers(map, "mean"),
                numbers(map, "std"));
    }

    private static ResizeRule rule(Map<String, ?> map) {
        if (!(entry(map, "resize") instanceof Map<?, ?> entries)) {
            throw wrong("resize", "an object", map.get("resize"));
        }
        Map<String, @Nullable Object> resize = new LinkedHashMap<>();
        entries.forEach((key, value) -> resize.put(String.valueOf(key), value));
        String rule = text(resize, "rule");
        return switch (rule) {
            case "none" -> new ResizeRule.None();
            case "exact" -> new ResizeRule.Exact(whole(resize, "height"), whole(resize, "width"));
            case "shorter-side" ->
                    new ResizeRule.ShorterSide(
                            whole(resize, "side"), whole(resize, "height"), whole(resize, "width"));
            default -> throw wrong("rule", "none, exact or shorter-side", rule);
        };
    }

    private static ChannelOrder order(String text) {
        return switch (text) {
            case "RGB" -> ChannelOrder.RGB;
            case "BGR" -> ChannelOrder.BGR;
            default -> throw wrong("order", "RGB or BGR", text);
        };
    }

    private static Object entry(Map<String, ?> map, String key) {
        Object value = map.get(key);
        if (value == null) {
            throw new IllegalArgumentException(
                    "preprocessing: the entry \"%s\" is missing".formatted(key));
        }
        return value;
    }

    private static String text(Map<String, ?> map, String key) {
        if (!(entry(map, key) instanceof String text)) {
            throw wrong(key, "a string", map.get(key));
        }
        return text;
    }

    private static int whole(Map<String, ?> map, String key) {
        double number = number(key, entry(map, key));
        if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
            throw wrong(key, "a whole number", map.get(key));
        }
        return (int) number;
    }

    private static List<Double> numbers(Map<String, ?> map, String key) {
        if (!(entry(map, key) instanceof List<?> list)) {
            throw wrong(key, "a list of numbers", map.get(key));
        }
        List<Double> numbers = new ArrayList<>();
        for (Object value : list) {
            numbers.add(number(key, value));
        }
        return numbers;
    }

    private static double number(String key, @Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong(key, "a number", value);
    }

    private static IllegalArgumentException wrong(
            String key, String expected, @Nullable Object found) {
        return new IllegalArgumentException(
                "preprocessing: \"%s\" must be %s, got %s".formatted(key, expected, found));
    }
}
