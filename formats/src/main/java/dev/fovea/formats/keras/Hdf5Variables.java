package dev.fovea.formats.keras;

import dev.fovea.model.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The variables in an HDF5 file: below groups with the layers' names (Keras 2, and Keras 3's {@code
 * .h5}), or numbered below a count of each class ({@code .weights.h5}, {@code .keras}).
 *
 * @param root the group with the layers' groups in the first case
 * @param counted whether it is the second one
 */
record Hdf5Variables(Hdf5 hdf5, String root, boolean counted) implements Variables {
    private static final String OLD_STORE = "_layer_checkpoint_dependencies";

    /** Says how the file keeps its variables. */
    static Hdf5Variables of(Hdf5 hdf5) throws IOException {
        if (hdf5.hasGroup("model_weights")) {
            return new Hdf5Variables(hdf5, "model_weights", false);
        }
        if (hdf5.hasGroup("layers") || hdf5.hasGroup(OLD_STORE)) {
            return new Hdf5Variables(hdf5, "", true);
        }
        if (!hdf5.texts("", "layer_names").isEmpty()) {
            return new Hdf5Variables(hdf5, "", false);
        }
        throw new FormatException(
                hdf5.file(),
                -1,
                "the weights of a Keras model",
                "neither a group 'model_weights' or 'layers' nor the attribute 'layer_names'");
    }

    @Override
    public Path file() {
        return hdf5.file();
    }

    @Override
    public Collection<StoredTensor> tensors() {
        return hdf5.tensors().values();
    }

    @Override
    public Map<String, List<StoredTensor>> layers() throws IOException {
        var all = new LinkedHashMap<String, List<StoredTensor>>();
        if (!counted) {
            for (String name : hdf5.texts(root, "layer_names")) {
                for (StoredTensor tensor : named(name)) {
                    String layer = tensor.name().substring(0, tensor.name().lastIndexOf('/'));
                    all.computeIfAbsent(layer, _ -> new ArrayList<>()).add(tensor);
                }
            }
            return all;
        }
        hdf5.tensors().keySet().stream()
                .filter(name -> name.startsWith("layers/") || name.startsWith(OLD_STORE))
                .filter(name -> name.contains("/vars/"))
                .map(name -> name.substring(0, name.lastIndexOf("/vars/")))
                .distinct()
                .sorted(Comparator.comparingLong(Hdf5Variables::number))
                .forEach(layer -> all.put(layer, numbered(layer)));
        return all;
    }

    private static long number(String layer) {
        String digits = layer.substring(layer.lastIndexOf('_') + 1);
        return digits.matches("\\d{1,9}") ? Long.parseLong(digits) : 0;
    }

    @Override
    public List<StoredTensor> of(KerasLayer layer) throws IOException {
        if (counted) {
            return numbered(layer.store());
        }
        List<StoredTensor> tensors = named(layer.outer());
        return layer.outer().equals(layer.name())
                ? tensors
                : tensors.stream()
                        .filter(tensor -> tensor.name().contains("/" + layer.name() + "/"))
                        .toList();
    }

    /** The variables {@code 0}, {@code 1} ... of a counted layer. */
    List<StoredTensor> numbered(String store) {
        String path = store;
        if (!hdf5.hasGroup(path)) {
            path = store.replace("layers", OLD_STORE);
        }
        var tensors = new ArrayList<StoredTensor>();
        for (int i = 0; hdf5.tensors().containsKey(path + "/vars/" + i); i++) {
            tensors.add(hdf5.tensors().get(path + "/vars/" + i));
        }
        return tensors;
    }

    private List<StoredTensor> named(String layer) throws IOException {
        String group = root.isEmpty() ? layer : root + "/" + layer;
        var tensors = new ArrayList<StoredTensor>();
        for (String name : hdf5.texts(group, "weight_names")) {
            StoredTensor tensor = hdf5.tensors().get(group + "/" + name);
            if (tensor == null) {
                throw new FormatException(
                        file(), -1, "the tensor '" + group + "/" + name + "'", "none");
            }
            tensors.add(tensor);
        }
        return tensors;
    }
}
