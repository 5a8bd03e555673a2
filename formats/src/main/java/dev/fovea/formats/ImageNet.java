package dev.fovea.formats;

import dev.fovea.nn.Network;
import dev.fovea.tensor.Shape;
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

    /** Whether a network reads ImageNet's pictures and tells a thousand classes apart. */
    public static boolean isFor(Network network) {
        return network.input().equals(Shape.of(224, 224, 3))
                && network.outputShape().size() == CLASSES;
    }

    /** {@code ImageNet's 1000 (assumed)}, {@code cat, dog} or {@code none}. */
    public static String describe(List<String> labels) {
        if (labels.equals(labels())) {
            return "ImageNet's 1000 (assumed)";
        }
        return labels.isEmpty() ? "none" : String.join(", ", labels);
    }
}
