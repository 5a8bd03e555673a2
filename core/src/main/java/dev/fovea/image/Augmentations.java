package dev.fovea.image;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Augmentations one after the other. What happens to a picture follows from the seed, the epoch and
 * the picture's index alone, never from threads or the order of preparation.
 *
 * @param steps applied in this order
 * @param mixup what is done with whole batches; {@link Mixup#NONE} for nothing
 */
public record Augmentations(List<Augmentation> steps, Mixup mixup) {
    private static final Augmentations NONE = new Augmentations(List.of(), Mixup.NONE);

    public Augmentations {
        steps = List.copyOf(steps);
    }

    /** Pictures stay as they are. */
    public static Augmentations none() {
        return NONE;
    }

    /** These steps, without mixup. */
    public static Augmentations of(Augmentation... steps) {
        return new Augmentations(List.of(steps), Mixup.NONE);
    }

    /** The same with mixup. */
    public Augmentations withMixup(double alpha) {
        return new Augmentations(steps, new Mixup(alpha));
    }

    /**
     * The augmentations that a text names, separated by commas, such as {@code
     * flip,crop:4,rotate:10,color:0.2,erase:0.25}; {@code none} for no change.
     *
     * <pre>
     * flip[:CHANCE]                            0.5 unless said
     * crop:PIXELS                              pad on each side, cut the old size out
     * resized-crop:HEIGHT[xWIDTH][:AREA[:RATIO]]   AREA as 0.08..1, RATIO as 0.75..1.33
     * shift:FRACTION                           of height and width
     * rotate:DEGREES                           either way
     * scale:FRACTION or scale:LOW..HIGH        0.1 means 0.9..1.1
     * color:X or color:BRIGHTNESS:CONTRAST:SATURATION
     * erase:CHANCE[:AREA[:RATIO]]
     * mixup:ALPHA
     * </pre>
     *
     * @throws IllegalArgumentException naming the piece that is wrong and what may stand there
     */
    public static Augmentations parse(String text) {
        return AugmentationSyntax.parse(text);
    }

    /** True if nothing changes, neither pictures nor batches. */
    public boolean isNone() {
        return steps.isEmpty() && !mixup.isActive();
    }

    /**
     * The changed picture.
     *
     * @param seed of the run
     * @param epoch so that each epoch sees other changes
     * @param index of the picture in the data set
     */
    public Image apply(Image image, long seed, long epoch, long index) {
        if (steps.isEmpty()) {
            return image;
        }
        SampleRandom random = SampleRandom.of(seed, epoch, index);
        Image changed = image;
        for (Augmentation step : steps) {
            changed = step.apply(changed, random);
        }
        return changed;
    }

    /** The text that {@link #parse} reads. */
    @Override
    public String toString() {
        if (isNone()) {
            return "none";
        }
        String text = steps.stream().map(Object::toString).collect(Collectors.joining(","));
        if (!mixup.isActive()) {
            return text;
        }
        return steps.isEmpty() ? mixup.toString() : text + "," + mixup;
    }
}
