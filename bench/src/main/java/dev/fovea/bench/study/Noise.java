package dev.fovea.bench.study;

import dev.fovea.data.Dataset;
import dev.fovea.image.Image;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Pictures of noise as large as CIFAR's, in memory.
 *
 * @param size how many
 */
record Noise(int size) implements Dataset {
    private static final int SIDE = 32;
    private static final int CLASSES = 10;

    @Override
    public List<String> classes() {
        return IntStream.range(0, CLASSES).mapToObj(String::valueOf).toList();
    }

    @Override
    public int label(int index) {
        return index % CLASSES;
    }

    @Override
    public Image image(int index) {
        return picture(index, SIDE);
    }

    /** A square picture of noise. */
    static Image picture(long seed, int side) {
        byte[] pixels = new byte[side * side * 3];
        new Random(seed).nextBytes(pixels);
        return Image.of(side, side, 3, pixels);
    }

    @Override
    public String describe(int index) {
        return "noise #" + index;
    }

    @Override
    public String fingerprint() {
        return "noise:" + size;
    }
}
