package dev.fovea.model;

import dev.fovea.image.Preprocessing;
import dev.fovea.json.Json;
import dev.fovea.nn.Network;
import dev.fovea.nn.NetworkJson;
import dev.fovea.nn.ParameterMismatch;
import dev.fovea.nn.ShapeException;
import dev.fovea.nn.WeightSource;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model in one {@code .safetensors} file: PyTorch's parameter names and shapes in float32, and in
 * the header's {@code __metadata__}, as texts that hold JSON, {@value #NETWORK}, {@value
 * #PREPROCESSING}, {@value #LABELS} and {@value #PROVENANCE}.
 *
 * <p>{@link #save} and {@link #load(Path)} are all most programs need. {@link #open} reads the
 * header alone, so that the numbers can be taken one tensor at a time, by a plan for example.
 */
public final class ModelFile implements Closeable, WeightSource {
    static final String NETWORK = "fovea.network";
    static final String PREPROCESSING = "fovea.preprocessing";
    static final String LABELS = "fovea.labels";
    static final String PROVENANCE = "fovea.provenance";

    /** Batch norm's counter in PyTorch's state dicts: nothing here reads it. */
    private static final String BATCHES_TRACKED = "num_batches_tracked";

    /** How many numbers a thread reads at a time. */
    private static final int PIECE = 1 << 22;

    private final Safetensors tensors;
    private final Network network;
    private final Preprocessing preprocessing;
    private final List<String> labels;
    private final Map<String, Object> provenance;

    private ModelFile(Safetensors tensors) throws FormatException {
        this.tensors = tensors;
        network =
                read(
                        NETWORK,
                        "a network",
                        text -> {
                            Network read = NetworkJson.read("the network", text);
                            read.outputShape();
                            return read;
                        });
        preprocessing =
                read(
                        PREPROCESSING,
                        "a preprocessing",
                        text -> Preprocessing.fromMap(Json.parseObject(text)));
        labels = read(LABELS, "an array of strings", ModelFile::labels);
        provenance = read(PROVENANCE, "an object", Json::parseObject);
        checkParameters();
        checkParts();
    }

    /**
     * Writes a model as a whole or not at all ({@link AtomicFile}).
     *
     * @throws IOException if the file cannot be written; what was there before is left as it was
     */
    public static void save(Model model, Path file) throws IOException {
        var metadata = new LinkedHashMap<String, String>();
        // Python's loaders look for this key to know whose names and layouts these are.
        metadata.put("format", "pt");
        metadata.put(NETWORK, Json.write(NetworkJson.toMap(model.network())));
        metadata.put(PREPROCESSING, Json.write(model.preprocessing().toMap()));
        metadata.put(LABELS, Json.write(model.labels()));
        metadata.put(PROVENANCE, Json.write(model.provenance()));
        var inOrder = new LinkedHashMap<String, Tensor>();
        model.network()
                .parameters()
                .keySet()
                .forEach(name -> inOrder.put(name, model.weights().get(name)));
        SafetensorsWriter.write(file, metadata, inOrder);
    }

    /** Whether a safetensors file says that it is a model of Fovea, not a bare state dict. */
    public static boolean isModel(Safetensors tensors) {
        return tensors.metadata().containsKey(NETWORK);
    }

    /**
     * Reads a model.
     *
     * @throws FormatException if the file is no safetensors file, holds no model, or one whose
     *     parts do not fit together
     * @throws IOException if it cannot be read
     */
    public static Model load(Path file) throws IOException {
        try (ModelFile model = open(file)) {
            return model.load();
        }
    }

    /**
     * Opens a model's file and reads everything but the numbers.
     *
     * @throws FormatException as {@link #load(Path)}
     * @throws IOException if it cannot be read
     */
    public static ModelFile open(Path file) throws IOException {
        Safetensors tensors = Safetensors.open(file);
        try {
            return new ModelFile(tensors);
        } catch (IOException | RuntimeException | Error e) {
            tensors.close();
            throw e;
        }
    }

    public Network network() {
        return network;
    }

    public Preprocessing preprocessing() {
        return preprocessing;
    }

    public List<String> labels() {
        return labels;
    }

    public Map<String, Object> provenance() {
        return provenance;
    }

    /** The tensors; there is one in the right shape for every parameter of the network. */
    public Safetensors tensors() {
        return tensors;
    }

    /** The network's parameters; what else is in the file is left out. */
    @Override
    public Map<String, Shape> shapes() {
        var shapes = new LinkedHashMap<String, Shape>();
        for (String name : network.parameters().keySet()) {
            shapes.put(name, tensors.tensor(name).shape());
        }
        return shapes;
    }

    @Override
    public void read(String name, int first, float[] target, int at, int count) throws IOException {
        tensors.read(name, first, target, at, count);
    }

    /** Reads all the numbers. */
    public Model load() throws IOException {
        return new Model(network, weights(), preprocessing, labels, provenance);
    }

    private record Piece(String name, Tensor target, int first, int count) {}

    private Weights weights() throws IOException {
        var weights = new LinkedHashMap<String, Tensor>();
        var pieces = new ArrayList<Piece>();
        for (String name : network.parameters().keySet()) {
            Tensor tensor = Tensor.zeros(tensors.tensor(name).shape());
            weights.put(name, tensor);
            int size = tensor.data().length;
            for (int first = 0; first < size; first += PIECE) {
                pieces.add(new Piece(name, tensor, first, Math.min(PIECE, size - first)));
            }
        }
        try {
            pieces.parallelStream().forEach(this::read);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return Weights.of(weights);
    }

    private void read(Piece piece) {
        try {
            int first = piece.first();
            tensors.read(piece.name(), first, piece.target().data(), first, piece.count());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        tensors.close();
    }

    private interface Reader<T> {
        T read(String text);
    }

    private <T> T read(String key, String what, Reader<T> reader) throws FormatException {
        String text = tensors.metadata().get(key);
        if (text == null) {
            throw error(
                    "a model of Fovea, with '" + key + "' in its metadata",
                    tensors.metadata().isEmpty()
                            ? "a safetensors file without metadata"
                            : "the keys " + String.join(", ", tensors.metadata().keySet()));
        }
        try {
            return reader.read(text);
        } catch (IllegalArgumentException | IllegalStateException | ShapeException e) {
            throw error(what + " in '" + key + "' of the metadata", String.valueOf(e.getMessage()));
        }
    }

    private static List<String> labels(String text) {
        if (!(Json.parse(text) instanceof List<?> list)) {
            throw new IllegalArgumentException("something else");
        }
        var labels = new ArrayList<String>();
        for (Object label : list) {
            if (!(label instanceof String name)) {
                throw new IllegalArgumentException("the element " + Json.write(label));
            }
            labels.add(name);
        }
        return List.copyOf(labels);
    }

    private void checkParts() throws FormatException {
        try {
            Model.checkParts(network, preprocessing, labels);
        } catch (IllegalArgumentException e) {
            throw error("a model whose parts fit together", String.valueOf(e.getMessage()));
        }
    }

    private void checkParameters() throws FormatException {
        var found = new LinkedHashMap<String, Shape>();
        for (Safetensors.Entry entry : tensors.tensors().values()) {
            boolean needed = network.parameters().containsKey(entry.name());
            if (needed && !entry.dtype().isFloatingPoint()) {
                throw new FormatException(
                        tensors.file(),
                        entry.offset(),
                        "floating-point numbers for '" + entry.name() + "'",
                        entry.dtype().name());
            }
            if (needed || !entry.name().endsWith(BATCHES_TRACKED)) {
                found.put(entry.name(), entry.shape());
            }
        }
        ParameterMismatch mismatch = ParameterMismatch.between(network, found);
        if (!mismatch.isEmpty()) {
            throw error("the parameters of the network " + network.name(), mismatch.toString());
        }
    }

    private FormatException error(String expected, String found) {
        return new FormatException(tensors.file(), SafetensorsHeader.START, expected, found);
    }
}
