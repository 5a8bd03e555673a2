package dev.fovea.formats.keras;

import dev.fovea.formats.ReadOptions;
import dev.fovea.image.Preprocessing;
import dev.fovea.nn.Network;
import dev.fovea.tensor.Shape;
import java.util.Map;

/** What pictures go through: Keras' files do not say, unless a layer does it. */
final class KerasPreprocessing {
    private KerasPreprocessing() {}

    /**
     * What the caller says; else what Keras' own networks of this name were trained with; else
     * bytes over 255.
     *
     * @param name of the model
     * @param provenance gets an entry that says where it comes from
     * @throws IllegalArgumentException if the network reads no pictures
     */
    static Preprocessing of(
            Network network, String name, ReadOptions options, Map<String, Object> provenance) {
        if (options.preprocessing().isPresent()) {
            return options.preprocessing().get();
        }
        Shape input = network.input();
        requirePictures(input);
        boolean vgg =
                (name.equals("vgg16") || name.equals("vgg19"))
                        && input.equals(Shape.of(224, 224, 3))
                        && network.outputShape().size() == 1000;
        provenance.put("preprocessing", vgg ? "caffe, by the name " + name : "assumed");
        return vgg
                ? Preprocessing.caffe()
                : Preprocessing.unit(input.height(), input.width(), input.channels());
    }

    /** Throws unless the shape is that of pictures. */
    static void requirePictures(Shape input) {
        if (!input.isMap() || (input.channels() != 1 && input.channels() != 3)) {
            throw new IllegalArgumentException(
                    "pictures have 1 or 3 channels, the network reads " + input);
        }
    }
}
