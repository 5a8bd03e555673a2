package dev.fovea.data;

import dev.fovea.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Some pictures of another data set, in a given order. */
public final class Subset implements Dataset {
    private final Dataset dataset;
    private final int[] indices;

    private Subset(Dataset dataset, int[] indices) {
        this.dataset = dataset;
        this.indices = indices;
    }

    /**
     * The pictures at these indices.
     *
     * @throws IndexOutOfBoundsException if an index is outside the data set
     */
    public static Subset of(Dataset dataset, int... indices) {
        for (int index : indices) {
            Objects.checkIndex(index, dataset.size());
        }
        return new Subset(dataset, indices.clone());
    }

    /** The first pictures, as many as asked for or as there are. */
    public static Subset first(Dataset dataset, int count) {
        int[] indices = new int[Math.min(Math.max(count, 0), dataset.size())];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = i;
        }
        return new Subset(dataset, indices);
    }

    /** No picture, but the classes of the data set: how a missing split is written. */
    public static Subset none(Dataset dataset) {
        return new Subset(dataset, new int[0]);
    }

    /** The data set this is a part of. */
    public Dataset whole() {
        return dataset;
    }

    /** Where in the whole data set a picture of this one is. */
    public int indexInWhole(int index) {
        return indices[index];
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public List<String> classes() {
        return dataset.classes();
    }

    @Override
    public int label(int index) {
        return dataset.label(indices[index]);
    }

    @Override
    public Image image(int index) throws IOException {
        return dataset.image(indices[index]);
    }

    @Override
    public String describe(int index) {
        return dataset.describe(indices[index]);
    }

    @Override
    public Optional<Path> file(int index) {
        return dataset.file(indices[index]);
    }

    @Override
    public String fingerprint() {
        return Fingerprint.start().add("subset").add(dataset.fingerprint()).add(indices).finish();
    }

    /** {@code 100 of [train: 60,000 pictures of 28x28x1 in 10 classes]}. */
    @Override
    public String toString() {
        return Names.number(indices.length) + " of [" + dataset + "]";
    }
}
