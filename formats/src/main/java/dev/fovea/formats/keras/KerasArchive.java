package dev.fovea.formats.keras;

import dev.fovea.formats.Inspection;
import dev.fovea.formats.ModelFormat;
import dev.fovea.formats.ReadOptions;
import dev.fovea.formats.zip.ZipDirectory;
import dev.fovea.json.Json;
import dev.fovea.json.JsonObject;
import dev.fovea.model.FormatException;
import dev.fovea.model.Model;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

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
    public Inspection inspect(Path file, ReadOptions options) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            var archive = new Archive(file, channel, ZipDirectory.read(file, channel));
            try (Hdf5 hdf5 = archive.weights()) {
                return KerasInspection.of(name(), hdf5, true, () -> read(archive, hdf5, options));
            }
        }
    }

    @Override
    public Model read(Path file, ReadOptions options) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            var archive = new Archive(file, channel, ZipDirectory.read(file, channel));
            try (Hdf5 hdf5 = archive.weights()) {
                return read(archive, hdf5, options);
            }
        }
    }

    private Model read(Archive archive, Hdf5 hdf5, ReadOptions options) throws IOException {
        if (options.network().isPresent()) {
            return KerasWeights.read(
                    Hdf5Variables.of(hdf5), options.network().get(), name(), options);
        }
        JsonObject config = archive.json("config.json");
        String version =
                Guard.reading(
                        hdf5.file(),
                        "Keras' version",
                        () -> archive.json("metadata.json").string("keras_version", "3"));
        return KerasModel.read(config, Hdf5Variables.of(hdf5), name(), version, options);
    }

    private record Archive(
            Path file, FileChannel channel, Map<String, ZipDirectory.Entry> entries) {
        ZipDirectory.Entry entry(String name) throws FormatException {
            ZipDirectory.Entry entry = entries.get(name);
            if (entry == null) {
                throw new FormatException(
                        file, 0, "an entry " + name, "none among " + entries.size() + " entries");
            }
            return entry;
        }

        Hdf5 weights() throws IOException {
            ZipDirectory.Entry entry = entry(WEIGHTS);
            long start = ZipDirectory.dataOffset(file, channel, entry);
            return Hdf5.open(file, channel, start, entry.size());
        }

        JsonObject json(String name) throws IOException {
            ZipDirectory.Entry entry = entry(name);
            return Guard.reading(
                    file,
                    entry.header(),
                    "JSON in " + name,
                    () ->
                            JsonObject.of(
                                    name,
                                    Json.parse(
                                            ZipDirectory.bytes(file, channel, entry, MOST_TEXT))));
        }
    }
}
