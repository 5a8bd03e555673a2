package dev.fovea.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The files that {@code golden/make_golden.py} made. */
final class Golden {
    private Golden() {}

    static byte[] bytes(String name) {
        try (InputStream stream = Golden.class.getResourceAsStream("golden/" + name)) {
            return Objects.requireNonNull(stream, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Image image(String name) {
        try {
            return ImageDecoder.standard().read(bytes(name), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The largest difference of two pictures of the same size, in levels. */
    static int worst(Image a, Image b) {
        if (a.height() != b.height() || a.width() != b.width() || a.channels() != b.channels()) {
            throw new AssertionError(a + " is compared with " + b);
        }
        int worst = 0;
        for (int i = 0; i < a.pixels().length; i++) {
            worst = Math.max(worst, Math.abs((a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff)));
        }
        return worst;
    }
}
