package dev.fovea.app.train;

import dev.fovea.data.Dataset;
import dev.fovea.image.ChannelOrder;
import dev.fovea.image.Image;
import dev.fovea.image.Preprocessing;
import dev.fovea.image.ResizeFilter;
import dev.fovea.image.ResizeRule;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a network should read of some data, where nobody said. Looks at a few pictures: if all are
 * grey, so is the input, and if all have one small size, the input has it too.
 *
 * @param shape of the input, H x W x C
 * @param asStored whether pictures have that size already
 */
public record InputChoice(Shape shape, boolean asStored) {
    private static final int LOOKED_AT = 20;

    /** Up to this side pictures of one size are taken as they are. */
    private static final int SMALL = 64;

    /** Networks made for inputs of this side or less read photographs at {@link #SMALL}. */
    private static final int MADE_FOR_SMALL = 32;

    /**
     * @param usual input of the network
     * @param size height and width that were asked for, 0 for none
     * @throws IOException if none of the pictures looked at can be read; the reason of the first
     */
    public static InputChoice of(Dataset data, Shape usual, int size) throws IOException {
        List<Image> pictures = look(data);
        Image first = pictures.getFirst();
        boolean isGrey = pictures.stream().allMatch(picture -> picture.channels() == 1);
        boolean isOneSize =
                pictures.stream()
                        .allMatch(picture ->
                                picture.height() == first.height()
                                        && picture.width() == first.width());
        int channels = isGrey ? 1 : 3;
        if (size > 0) {
            boolean fits = isOneSize && first.height() == size && first.width() == size;
            return new InputChoice(Shape.of(size, size, channels), fits);
        }
        if (isOneSize && first.height() <= SMALL && first.width() <= SMALL) {
            return new InputChoice(Shape.of(first.height(), first.width(), channels), true);
        }
        boolean forSmall = usual.height() <= MADE_FOR_SMALL;
        return new InputChoice(
                Shape.of(
                        forSmall ? SMALL : usual.height(),
                        forSmall ? SMALL : usual.width(),
                        channels),
                false);
    }

    private static List<Image> look(Dataset data) throws IOException {
        List<Image> pictures = new ArrayList<>();
        IOException problem = new IOException("the training set is empty");
        int count = Math.min(LOOKED_AT, data.size());
        for (int i = 0; i < count; i++) {
            try {
                pictures.add(data.image((int) ((long) i * data.size() / count)));
            } catch (IOException e) {
                problem = e;
            }
        }
        if (pictures.isEmpty()) {
            throw problem;
        }
        return pictures;
    }

    /**
     * Values over 255 with ImageNet's mean and deviation (grey: their middle), which suit any
     * photographs; photographs of other sizes are cut to their middle.
     */
    public static Preprocessing preprocessing(Shape input, boolean asStored) {
        ResizeRule rule =
                asStored || input.height() != input.width()
                        ? new ResizeRule.Exact(input.height(), input.width())
                        : new ResizeRule.ShorterSide(input.height(), input.height(), input.width());
        boolean isGrey = input.channels() == 1;
        return new Preprocessing(
                rule,
                ResizeFilter.BILINEAR,
                input.channels(),
                ChannelOrder.RGB,
                1 / 255.0,
                isGrey ? List.of(0.449) : List.of(0.485, 0.456, 0.406),
                isGrey ? List.of(0.226) : List.of(0.229, 0.224, 0.225));
    }
}
