package dev.fovea.formats.keras;

import dev.fovea.json.JsonObject;
import dev.fovea.model.FormatException;
import dev.fovea.tensor.Shape;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The {@code weightsManifest} of TensorFlow.js: groups of shards and the tensors in them. */
final class Manifest implements Variables, Closeable {
    private static final int MOST_SHARDS = 1000;

    private final Path file;
    private final List<FileChannel> channels = new ArrayList<>();
    private final List<StoredTensor> tensors = new ArrayList<>();
    private final Set<Path> shards = new HashSet<>();

    private Manifest(Path file) {
        this.file = file;
    }

    /**
     * Opens the shards.
     *
     * @throws FormatException if one lies outside the model's folder, or tensors do not fit them
     */
    static Manifest open(Path file, JsonObject whole) throws IOException {
        var manifest = new Manifest(file);
        try {
            return Guard.reading(
                    file,
                    "a sound manifest of weights",
                    () -> {
                        for (Object group : whole.list("weightsManifest")) {
                            manifest.add(JsonObject.of("weightsManifest", group));
                        }
                        return manifest;
                    });
        } catch (IOException | RuntimeException | Error e) {
            manifest.close();
            throw e;
        }
    }

    private void add(JsonObject group) throws IOException {
        var parts = new ArrayList<Bytes.OfFile>();
        for (String path : group.strings("paths")) {
            parts.add(shard(path));
        }
        var bytes = new Shards(List.copyOf(parts));
        long offset = 0;
        for (Object weight : group.list("weights")) {
            StoredTensor tensor = tensor(JsonObject.of("a weight", weight), bytes, offset);
            tensors.add(tensor);
            offset += tensor.length();
        }
        if (offset > bytes.size()) {
            throw new FormatException(file, -1, offset + " bytes in the shards", bytes.size() + "");
        }
    }

    private Bytes.OfFile shard(String path) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().normalize().getParent());
        Path shard = folder.resolve(path).normalize();
        if (!shard.startsWith(folder)) {
            throw new FormatException(file, -1, "shards in the model's folder", path);
        }
        if (!Files.isRegularFile(shard)) {
            throw new FormatException(file, -1, "the shard " + path + " beside it", "no such file");
        }
        if (!shard.toRealPath().startsWith(folder.toRealPath())) {
            throw new FormatException(file, -1, "shards in the model's folder", path);
        }
        if (!shards.add(shard) || shards.size() > MOST_SHARDS) {
            throw new FormatException(
                    file, -1, "at most " + MOST_SHARDS + " shards, each named once", path);
        }
        FileChannel channel = FileChannel.open(shard);
        channels.add(channel);
        return new Bytes.OfFile(shard, channel, 0, channel.size());
    }

    private StoredTensor tensor(JsonObject weight, Bytes bytes, long offset) {
        String name = weight.string("name");
        String dtype = weight.string("dtype");
        float scale = 1;
        float shift = 0;
        if (weight.has("quantization")) {
            JsonObject quantization = weight.object("quantization");
            dtype = quantization.string("dtype");
            scale = (float) quantization.number("scale", 1);
            shift = (float) quantization.number("min", 0);
        }
        NumberType type =
                switch (dtype) {
                    case "float32", "float16", "int32", "uint8", "uint16" ->
                            NumberType.valueOf(dtype.toUpperCase(Locale.ROOT));
                    default ->
                            throw weight.withOwner(name)
                                    .error("dtype", "float32, float16, int32, uint8 or uint16");
                };
        return new StoredTensor(
                name,
                Shape.of(weight.integers("shape")),
                type,
                ByteOrder.LITTLE_ENDIAN,
                bytes,
                offset,
                scale,
                shift);
    }

    @Override
    public List<StoredTensor> tensors() {
        return tensors;
    }

    @Override
    public Map<String, List<StoredTensor>> layers() {
        var all = new LinkedHashMap<String, List<StoredTensor>>();
        for (StoredTensor tensor : tensors) {
            int end = Math.max(0, tensor.name().lastIndexOf('/'));
            all.computeIfAbsent(tensor.name().substring(0, end), _ -> new ArrayList<>())
                    .add(tensor);
        }
        return all;
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public List<StoredTensor> of(KerasLayer layer) {
        return tensors.stream()
                .filter(tensor -> ("/" + tensor.name()).contains("/" + layer.name() + "/"))
                .toList();
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : channels) {
            channel.close();
        }
    }
}
