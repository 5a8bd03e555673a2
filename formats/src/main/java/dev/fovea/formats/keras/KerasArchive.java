package dev.fovea.formats.keras;

import dev.fovea.formats.Inspection;
import dev.fovea.formats.ModelFormat;
import dev.fovea.formats.ReadOptions;
import dev.fovea.json.Json;
import dev.fovea.json.JsonObject;
import dev.fovea.model.Model;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** Keras 3's {@code .keras}: a zip archive of configuration and weights. */
public final class KerasArchive implements ModelFormat {
    private static final String WEIGHTS = "model.weights.h5";

    /** What texts in the archive may be long, in bytes. */
    private static final int MOST_TEXT = 16 << 20;

    @Override
    public String name() {
        return "Keras archive";
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        if (head.length < 30 || head[0] != 'P' || head[1] != 'K' || head[2] != 3 || head[3] != 4) {
            return false;
        }
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".keras")
                || text.startsWith("metadata.json", 30);
    }

    @Override
    public Inspection inspect(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file);
                Hdf5 hdf5 = weights(file, channel)) {
            return KerasInspection.of(name(), hdf5, () -> read(hdf5, ReadOptions.none()));
        }
    }

    @Override
    public Model read(Path file, ReadOptions options) throws IOException {
        try (FileChannel channel = FileChannel.open(file);
                Hdf5 hdf5 = weights(file, channel)) {
            return read(hdf5, options);
        }
    }

    private static Hdf5 weights(Path file, FileChannel channel) throws IOException {
        Bytes.OfFile part =
                Guard.reading(
                        file,
                        "a sound zip archive",
                        () -> StoredZip.stored(file, channel, WEIGHTS));
        return Hdf5.open(file, channel, part.base(), part.size());
    }

    private Model read(Hdf5 hdf5, ReadOptions options) throws IOException {
        if (options.network().isPresent()) {
            return KerasWeights.read(
                    Hdf5Variables.of(hdf5), options.network().get(), name(), options);
        }
        Path file = hdf5.file();
        JsonObject config = json(file, "config.json");
        String version =
                Guard.reading(
                        file,
                        "Keras' version",
                        () -> json(file, "metadata.json").string("keras_version", "3"));
        return KerasModel.read(config, Hdf5Variables.of(hdf5), name(), version, options);
    }

    private static JsonObject json(Path file, String name) throws IOException {
        return Guard.reading(
                file,
                "JSON in " + name,
                () -> JsonObject.of(name, Json.parse(StoredZip.bytes(file, name, MOST_TEXT))));
    }
}
