package dev.fovea.figure;

import dev.fovea.image.Colormap;
import dev.fovea.image.Image;
import dev.fovea.image.Pictures;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The filters of a convolution: as colour patches over RGB, as one kernel each over one channel,
 * otherwise kernel by kernel.
 */
public final class FilterSheet {
    private static final int SIDE = 48;

    private FilterSheet() {}

    /**
     * @param weight filters x channels x height x width
     * @param filters which, in this order
     * @param channels of deeper layers: which of each filter's kernels
     */
    public static Block of(Tensor weight, List<Integer> filters, List<Integer> channels) {
        return switch (weight.shape().extent(1)) {
            case 3 -> patches(weight, filters);
            case 1 -> single(weight, filters);
            default -> kernels(weight, filters, channels);
        };
    }

    private static Block patches(Tensor weight, List<Integer> filters) {
        Shape shape = weight.shape();
        int height = shape.extent(2);
        int width = shape.extent(3);
        var tiles = new ArrayList<Block>();
        for (int filter : filters) {
            int from = filter * 3 * height * width;
            float most = 1e-12f;
            for (int i = 0; i < 3 * height * width; i++) {
                most = Math.max(most, Math.abs(weight.data()[from + i]));
            }
            byte[] pixels = new byte[3 * height * width];
            for (int i = 0; i < pixels.length; i++) {
                int c = i % 3;
                float number = weight.data()[from + c * height * width + i / 3];
                pixels[i] = (byte) Math.rint(127.5 + 127.5 * number / most);
            }
            Image patch = Image.of(height, width, 3, pixels);
            tiles.add(tile(patch, String.valueOf(filter)));
        }
        return Blocks.grid(16, 8, tiles);
    }

    private static Block single(Tensor weight, List<Integer> filters) {
        var tiles = new ArrayList<Block>();
        for (int filter : filters) {
            tiles.add(tile(kernel(weight, filter, 0), String.valueOf(filter)));
        }
        return Blocks.grid(16, 8, tiles);
    }

    private static Block kernels(Tensor weight, List<Integer> filters, List<Integer> channels) {
        var tiles = new ArrayList<Block>();
        tiles.add(Blocks.space(1, 1));
        for (int channel : channels) {
            tiles.add(Blocks.text("in " + channel, Type.SMALL, Palette.MUTED));
        }
        for (int filter : filters) {
            tiles.add(Blocks.text("filter " + filter, Type.SMALL, Palette.MUTED));
            for (int channel : channels) {
                Image image = kernel(weight, filter, channel);
                int factor = Math.max(1, Math.ceilDiv(36, Math.max(image.height(), image.width())));
                tiles.add(Blocks.framed(Blocks.picture(image, factor)));
            }
        }
        return Blocks.grid(channels.size() + 1, 6, tiles);
    }

    private static Image kernel(Tensor weight, int filter, int channel) {
        Shape shape = weight.shape();
        int size = shape.extent(2) * shape.extent(3);
        float[] numbers = new float[size];
        int from = (filter * shape.extent(1) + channel) * size;
        System.arraycopy(weight.data(), from, numbers, 0, size);
        Tensor kernel = Tensor.of(Shape.of(shape.extent(2), shape.extent(3)), numbers);
        return HeatMap.of(kernel, Colormap.DIVERGING).image();
    }

    private static Block tile(Image patch, String caption) {
        int factor = Math.max(1, Math.ceilDiv(SIDE, Math.max(patch.height(), patch.width())));
        return Blocks.captioned(
                Blocks.framed(Blocks.picture(Pictures.enlarge(patch, factor))), caption);
    }
}
