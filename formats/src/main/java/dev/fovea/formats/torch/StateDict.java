package dev.fovea.formats.torch;

import dev.fovea.model.Dtype;
import dev.fovea.model.FormatException;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An open file of named tensors, whose numbers are read on demand. */
final class StateDict implements Closeable {
    private static final int MAX_REPEATS = 16;

    private final Path file;
    private final String kind;
    private final Map<String, StoredTensor> tensors;
    private final Map<String, String> facts;
    private final Numbers numbers;

    private StateDict(
            Path file,
            String kind,
            Map<String, StoredTensor> tensors,
            Map<String, String> facts,
            Numbers numbers) {
        this.file = file;
        this.kind = kind;
        this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        this.numbers = numbers;
    }

    /**
     * The tensors of a file.
     *
     * @param kind {@code PyTorch (zip)}
     * @param facts what else the file says
     * @param channel is closed with the result
     * @throws FormatException if there are none, or far more numbers than the file has bytes
     */
    static StateDict of(
            Path file,
            String kind,
            Map<String, StoredTensor> tensors,
            Map<String, String> facts,
            FileChannel channel)
            throws IOException {
        if (tensors.isEmpty()) {
            throw new FormatException(file, -1, "a state dict with tensors", "one without any");
        }
        // Tensors may share their numbers; a small file could ask for any amount of memory so.
        long size = tensors.values().stream().mapToLong(tensor -> tensor.shape().size()).sum();
        if (size / MAX_REPEATS > channel.size()) {
            throw new FormatException(
                    file,
                    -1,
                    "at most "
                            + MAX_REPEATS
                            + " numbers for each of its "
                            + channel.size()
                            + " bytes",
                    size + " numbers, most of them shared by several tensors");
        }
        return new StateDict(file, kind, tensors, facts, new Numbers(file, channel));
    }

    Path file() {
        return file;
    }

    /** {@code PyTorch (zip)}. */
    String kind() {
        return kind;
    }

    /** By name, in the order of the file. */
    Map<String, StoredTensor> tensors() {
        return tensors;
    }

    /** What else the file says. */
    Map<String, String> facts() {
        return facts;
    }

    /** Reads tensors of this file as float32. */
    Map<String, Tensor> read(Map<String, StoredTensor> wanted) throws IOException {
        return numbers.readAll(wanted);
    }

    /**
     * {@code 3 NaN, 1 infinite}, counted over all its numbers; empty where all are finite. Numbers
     * between those of a strided tensor count too.
     */
    String unusual(StoredTensor tensor) throws IOException {
        if (!tensor.dtype().isFloatingPoint() || tensor.shape().size() == 0) {
            return "";
        }
        var count =
                new Object() {
                    long nan;
                    long infinite;
                };
        numbers.visit(
                tensor,
                (values, n) -> {
                    for (int i = 0; i < n; i++) {
                        if (!Float.isFinite(values[i])) {
                            if (Float.isNaN(values[i])) {
                                count.nan++;
                            } else {
                                count.infinite++;
                            }
                        }
                    }
                });
        if (count.nan + count.infinite == 0) {
            return "";
        }
        return count.nan + " NaN, " + count.infinite + " infinite";
    }

    /** Names and shapes. */
    static Map<String, Shape> shapes(Map<String, StoredTensor> tensors) {
        var shapes = new LinkedHashMap<String, Shape>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    /** The formats of the numbers, each once. */
    List<Dtype> dtypes() {
        return tensors.values().stream().map(StoredTensor::dtype).distinct().sorted().toList();
    }

    @Override
    public void close() throws IOException {
        numbers.close();
    }
}
