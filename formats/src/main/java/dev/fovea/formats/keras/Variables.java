package dev.fovea.formats.keras;

import dev.fovea.model.FormatException;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Where the variables of layers lie. */
interface Variables {
    /** In Keras' order; empty where the layer has none in the file. */
    List<StoredTensor> of(KerasLayer layer) throws IOException;

    /** All tensors of the file, in its order. */
    Collection<StoredTensor> tensors();

    /**
     * The layers that have variables, by path, and these in Keras' order; nested models' layers one
     * by one. In the order of the model, or within each class where {@link #counted()}.
     */
    Map<String, List<StoredTensor>> layers() throws IOException;

    /** Whether layers are named by class and number: {@code layers/conv2d_1}. */
    default boolean counted() {
        return false;
    }

    /** The class of a counted layer: {@code conv2d}. */
    static String kind(String path) {
        return path.substring(path.lastIndexOf('/') + 1).replaceFirst("_\\d+$", "");
    }

    /** The file, for messages. */
    Path file();

    /**
     * A layer's variables, by name where the file says names and else in order.
     *
     * @param names all the layer has, in Keras' order
     * @throws FormatException if there are more or fewer
     */
    default List<StoredTensor> of(KerasLayer layer, List<String> names) throws IOException {
        List<StoredTensor> found = of(layer);
        if (found.size() != names.size()) {
            throw new FormatException(
                    file(),
                    -1,
                    "the variables " + names + " of the layer " + layer.name(),
                    found.stream().map(StoredTensor::name).toList().toString());
        }
        boolean named =
                found.stream().allMatch(tensor -> names.contains(tensor.variable()))
                        && found.stream().map(StoredTensor::variable).distinct().count()
                                == names.size();
        if (!named) {
            return found;
        }
        return names.stream()
                .map(name ->
                        found.stream()
                                .filter(tensor -> tensor.variable().equals(name))
                                .findFirst()
                                .orElseThrow())
                .toList();
    }

    /** Throws unless the tensor has this shape. */
    default void check(StoredTensor tensor, Shape expected) throws IOException {
        if (!tensor.shape().equals(expected)) {
            throw new FormatException(
                    file(),
                    tensor.offset(),
                    "'" + tensor.name() + "' of " + expected,
                    tensor.shape().toString());
        }
    }
}
