package dev.fovea.image;

import dev.fovea.tensor.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;

/**
 * How a picture becomes the numbers that a network wants. It belongs to the weights: with another
 * one the same network gives nonsense.
 *
 * <p>The picture gets {@code channels} (grey by Pillow's luma), then its size, and then each value
 * x of 0..255 becomes {@code (x * scale - mean) / std}, channel by channel.
 *
 * @param resize to which size
 * @param filter how pixels are weighed for it; Pillow's antialias when they reduce
 * @param channels 1 (grey) or 3
 * @param order of the three channels; without meaning for one
 * @param scale what the bytes are multiplied by, such as 1/255 or 1
 * @param mean what is then subtracted, one for each channel in the order above
 * @param std what is then divided by, likewise, positive
 */
public record Preprocessing(
        ResizeRule resize,
        ResizeFilter filter,
        int channels,
        ChannelOrder order,
        double scale,
        List<Double> mean,
        List<Double> std) {

    public Preprocessing {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException(
                    "Preprocessing: channels must be 1 (grey) or 3, got " + channels);
        }
        if (!Double.isFinite(scale) || scale == 0) {
            throw new IllegalArgumentException(
                    "Preprocessing: scale must be a finite number other than 0, got " + scale);
        }
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        requireEach("mean", mean, channels, Double::isFinite, "finite");
        requireEach("std", std, channels, d -> d > 0 && Double.isFinite(d), "positive and finite");
    }

    private static void requireEach(
            String name, List<Double> values, int channels, DoublePredicate good, String rule) {
        if (values.size() != channels || !values.stream().allMatch(good::test)) {
            throw new IllegalArgumentException(
                    "Preprocessing: %s needs %d values, each %s; got %s"
                            .formatted(name, channels, rule, values));
        }
    }

    /** Bytes over 255, resized to exactly this size (bilinear), in RGB or grey. */
    public static Preprocessing unit(int height, int width, int channels) {
        return new Preprocessing(
                new ResizeRule.Exact(height, width),
                ResizeFilter.BILINEAR,
                channels,
                ChannelOrder.RGB,
                1 / 255.0,
                repeat(0, channels),
                repeat(1, channels));
    }

    /**
     * What torchvision's ImageNet networks were trained with: the shorter side to 256 (bilinear,
     * antialiased), the middle 224 x 224, over 255, ImageNet's mean and deviation.
     */
    public static Preprocessing torchvision() {
        return new Preprocessing(
                new ResizeRule.ShorterSide(256, 224, 224),
                ResizeFilter.BILINEAR,
                3,
                ChannelOrder.RGB,
                1 / 255.0,
                List.of(0.485, 0.456, 0.406),
                List.of(0.229, 0.224, 0.225));
    }

    /**
     * Keras' "caffe" mode, for its VGG and ResNet: to 224 x 224 whatever the proportions, BGR, less
     * ImageNet's mean, not scaled. The filter is nearest, as {@code keras.utils.load_img} has it
     * unless told otherwise; people who resize with {@code tf.image} want {@link
     * #withFilter(ResizeFilter)}.
     */
    public static Preprocessing caffe() {
        return new Preprocessing(
                new ResizeRule.Exact(224, 224),
                ResizeFilter.NEAREST,
                3,
                ChannelOrder.BGR,
                1,
                List.of(103.939, 116.779, 123.68),
                repeat(1, 3));
    }

    /**
     * Keras' "tf" mode, for MobileNet and others: to 224 x 224 whatever the proportions (nearest,
     * as in {@link #caffe()}), RGB, {@code x / 127.5 - 1}.
     */
    public static Preprocessing tensorflow() {
        return new Preprocessing(
                new ResizeRule.Exact(224, 224),
                ResizeFilter.NEAREST,
                3,
                ChannelOrder.RGB,
                1 / 127.5,
                repeat(1, 3),
                repeat(1, 3));
    }

    /**
     * The preset with this name; see {@link PreprocessingPresets}.
     *
     * @throws IllegalArgumentException for an unknown name, listing the known ones
     */
    public static Preprocessing preset(String name) {
        return PreprocessingPresets.of(name);
    }

    private static List<Double> repeat(double value, int channels) {
        return Collections.nCopies(channels, value);
    }

    /** The same to another size. */
    public Preprocessing withResize(ResizeRule rule) {
        return new Preprocessing(rule, filter, channels, order, scale, mean, std);
    }

    /** The same with another filter. */
    public Preprocessing withFilter(ResizeFilter other) {
        return new Preprocessing(resize, other, channels, order, scale, mean, std);
    }

    /** The same with the colours in another order; mean and std stay where they are. */
    public Preprocessing withOrder(ChannelOrder other) {
        return new Preprocessing(resize, filter, channels, other, scale, mean, std);
    }

    /**
     * The same with another mean and deviation, in units of the scaled values; their number may
     * change the number of channels.
     */
    public Preprocessing withNormalization(
            double newScale, List<Double> newMean, List<Double> newStd) {
        return new Preprocessing(resize, filter, newMean.size(), order, newScale, newMean, newStd);
    }

    /** H x W x C of every prepared picture; empty where pictures keep their own size. */
    public Optional<Shape> outputShape() {
        return switch (resize) {
            case ResizeRule.None _ -> Optional.empty();
            case ResizeRule.Exact exact ->
                    Optional.of(Shape.of(exact.height(), exact.width(), channels));
            case ResizeRule.ShorterSide side ->
                    Optional.of(Shape.of(side.height(), side.width(), channels));
        };
    }

    /** H x W x C of this picture after preparing. */
    public Shape outputShape(Image image) {
        return outputShape().orElse(Shape.of(image.height(), image.width(), channels));
    }

    /** The picture with its channels and size, still as bytes and in RGB. */
    public Image prepare(Image image) {
        Image coloured = image.withChannels(channels);
        return switch (resize) {
            case ResizeRule.None _ -> coloured;
            case ResizeRule.Exact exact ->
                    Resize.exact(coloured, exact.height(), exact.width(), filter);
            case ResizeRule.ShorterSide side ->
                    Resize.shorterSideAndCrop(
                            coloured, side.side(), side.height(), side.width(), filter);
        };
    }

    /**
     * Writes the numbers of a picture: H x W x C floats (see {@link #outputShape(Image)}), so that
     * pictures one behind the other make a batch {@code [N, H, W, C]}.
     *
     * @param offset where in {@code out} the first number goes
     * @throws IllegalArgumentException if they do not fit
     */
    public void apply(Image image, float[] out, int offset) {
        normalize(prepare(image), out, offset);
    }

    /** The second half of {@link #apply}: the numbers of a picture that is prepared already. */
    public void normalize(Image prepared, float[] out, int offset) {
        byte[] pixels = prepared.pixels();
        if (prepared.channels() != channels) {
            throw new IllegalArgumentException(
                    "Preprocessing: expected a picture of %d channels, got %s"
                            .formatted(channels, prepared));
        }
        if (offset < 0 || out.length - offset < pixels.length) {
            throw new IllegalArgumentException(
                    "Preprocessing: %s needs %d numbers from %d on, the array has %d"
                            .formatted(prepared, pixels.length, offset, out.length));
        }
        new Normalizer(this).apply(pixels, 0, pixels.length, out, offset);
    }

    /** {@link #normalize} for many pictures. */
    public Normalizer normalizer() {
        return new Normalizer(this);
    }

    /**
     * One line for people, such as {@code shorter side to 256 (bilinear), middle 224 x 224, ...}.
     */
    public String describe() {
        String size =
                switch (resize) {
                    case ResizeRule.None _ -> "not resized";
                    case ResizeRule.Exact exact ->
                            "resized to %d x %d (%s)"
                                    .formatted(exact.height(), exact.width(), filter.id());
                    case ResizeRule.ShorterSide side ->
                            "shorter side to %d (%s), middle %d x %d"
                                    .formatted(
                                            side.side(), filter.id(), side.height(), side.width());
                };
        return "%s, %s, %s".formatted(size, channels == 1 ? "grey" : order, arithmetic());
    }

    private String arithmetic() {
        String scaled = "x * " + factor();
        boolean scaledOnly =
                mean.stream().allMatch(value -> value == 0)
                        && std.stream().allMatch(value -> value == 1);
        return scaledOnly ? scaled : "(%s - %s) / %s".formatted(scaled, list(mean), list(std));
    }

    private String factor() {
        double inverse = 1 / scale;
        boolean isFraction = Math.abs(inverse * 2 - Math.rint(inverse * 2)) < 1e-9 && scale < 1;
        return isFraction ? "1/" + Numbers.plain(Math.rint(inverse * 2) / 2) : Numbers.plain(scale);
    }

    private static String list(List<Double> values) {
        return values.stream().map(Numbers::plain).toList().toString();
    }

    /** Strings, numbers, lists and maps that any JSON writer takes; the order is fixed. */
    public Map<String, Object> toMap() {
        return PreprocessingMap.write(this);
    }

    /**
     * The preprocessing that {@link #toMap()} described.
     *
     * @throws IllegalArgumentException naming the entry that is missing, unknown or wrong
     */
    public static Preprocessing fromMap(Map<String, ?> map) {
        return PreprocessingMap.read(map);
    }
}
