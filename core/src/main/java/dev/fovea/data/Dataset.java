package dev.fovea.data;

import dev.fovea.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Labelled pictures with random access.
 *
 * <p>Implementations may be used by many threads at once. Size, classes and labels never change;
 * pictures are read when asked for.
 */
public interface Dataset {
    /** The number of pictures, 0 or more. */
    int size();

    /** The names of the classes; a label is an index into this list. */
    List<String> classes();

    /**
     * The class of a picture, 0 .. {@code classes().size() - 1}.
     *
     * @param index 0 .. size - 1
     */
    int label(int index);

    /**
     * The picture itself, as stored, before any preprocessing.
     *
     * @param index 0 .. size - 1
     * @throws IOException if this picture cannot be read; others may still be
     */
    Image image(int index) throws IOException;

    /** What messages call the picture: its file, or "train #17". */
    String describe(int index);

    /** The file of a picture, where every picture has its own. */
    default Optional<Path> file(int index) {
        return Optional.empty();
    }

    /**
     * A hash that tells this data from other data, such as {@code sha256:0f8a...}: over the pixels
     * where they are in memory, over names and sizes where they are files.
     */
    String fingerprint();

    /** How many pictures each class has, in the order of {@link #classes()}. */
    default int[] classCounts() {
        int[] counts = new int[classes().size()];
        for (int i = 0; i < size(); i++) {
            counts[label(i)]++;
        }
        return counts;
    }

    /**
     * The same pictures with labels that index another list of names, for example those of a model.
     *
     * @throws DataException if a class that has pictures is not among the names
     */
    default Dataset withClasses(List<String> names) throws DataException {
        return names.equals(classes()) ? this : Relabelled.of(this, names);
    }
}
