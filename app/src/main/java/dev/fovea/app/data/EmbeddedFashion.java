package dev.fovea.app.data;

import dev.fovea.data.DataSplits;
import dev.fovea.data.Dataset;
import dev.fovea.data.Idx;
import dev.fovea.data.NamedDataset;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The pictures that come with the application: the first 10,000 training and 2,000 test pictures of
 * Fashion-MNIST (28 x 28, grey, ten classes; MIT licence, beside the files).
 */
public final class EmbeddedFashion {
    /** What it is called on the command line. */
    public static final String NAME = "embedded";

    private EmbeddedFashion() {}

    /** Training and test pictures; validation is left to the caller. */
    public static DataSplits load() throws IOException {
        return DataSplits.of("fashion-mnist-12k", read("train"), read("test"));
    }

    private static Dataset read(String split) throws IOException {
        try (InputStream images = resource(split + "-images.gz");
                InputStream labels = resource(split + "-labels.gz")) {
            return Idx.read(
                    images,
                    labels,
                    "embedded fashion-mnist " + split,
                    NamedDataset.FASHION_MNIST.classes());
        }
    }

    private static InputStream resource(String file) throws IOException {
        InputStream stream = EmbeddedFashion.class.getResourceAsStream("fashion-mnist/" + file);
        if (stream == null) {
            throw new FileNotFoundException(
                    "fashion-mnist/"
                            + file
                            + " is missing from the application's jar; build again");
        }
        return stream;
    }
}
