package dev.fovea.train;

import dev.fovea.data.Dataset;
import dev.fovea.image.Image;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Grey 8x8 pictures of a horizontal, a vertical or a diagonal bar in noise; some may be unreadable.
 */
record Bars(int size, long seed, Set<Integer> broken) implements Dataset {
    static Bars of(int size, long seed) {
        return new Bars(size, seed, Set.of());
    }

    @Override
    public List<String> classes() {
        return List.of("horizontal", "vertical", "diagonal");
    }

    @Override
    public int label(int index) {
        return index % 3;
    }

    @Override
    public Image image(int index) throws IOException {
        if (broken.contains(index)) {
            throw new IOException("the picture ends in the middle");
        }
        var random = new Random(seed * 1_000_003 + index);
        byte[] pixels = new byte[64];
        for (int i = 0; i < 64; i++) {
            pixels[i] = (byte) random.nextInt(120);
        }
        int at = 1 + random.nextInt(6);
        for (int i = 0; i < 8; i++) {
            int row = label(index) == 0 ? at : i;
            int column = label(index) == 0 ? i : label(index) == 1 ? at : i;
            pixels[row * 8 + column] = (byte) 200;
        }
        return Image.of(8, 8, 1, pixels);
    }

    @Override
    public String describe(int index) {
        return "bar #" + index;
    }

    @Override
    public String fingerprint() {
        return "bars " + size + " " + seed + " " + broken;
    }
}
