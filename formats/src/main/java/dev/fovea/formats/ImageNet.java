package dev.fovea.formats;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The classes of ImageNet's challenge of 2012, by the names and in the order of torchvision's list
 * (facts; the resource {@code imagenet_classes.txt}, one name a line).
 */
public final class ImageNet {
    public static final int CLASSES = 1000;

    private ImageNet() {}

    /** The names, in the order of the outputs of networks trained on it. */
    public static List<String> labels() {
        try (InputStream in = ImageNet.class.getResourceAsStream("imagenet_classes.txt")) {
            if (in == null) {
                throw new IllegalStateException("imagenet_classes.txt is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
