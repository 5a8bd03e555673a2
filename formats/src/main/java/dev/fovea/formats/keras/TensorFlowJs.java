package dev.fovea.formats.keras;

import dev.fovea.formats.Inspection;
import dev.fovea.formats.ModelFormat;
import dev.fovea.formats.ReadOptions;
import dev.fovea.json.Json;
import dev.fovea.json.JsonObject;
import dev.fovea.model.FormatException;
import dev.fovea.model.Model;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/** TensorFlow.js layers models: {@code model.json} and the shards beside it. */
public final class TensorFlowJs implements ModelFormat {
    private static final int MOST_TEXT = 16 << 20;

    @Override
    public String name() {
        return "TensorFlow.js layers model";
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        String text = new String(head, StandardCharsets.UTF_8).stripLeading();
        return text.startsWith("{")
                && (text.contains("\"modelTopology\"") || text.contains("\"weightsManifest\""));
    }

    @Override
    public Inspection inspect(Path file, ReadOptions options) throws IOException {
        JsonObject whole = parse(file);
        try (Manifest manifest = Manifest.open(file, whole)) {
            return KerasInspection.of(
                    name(),
                    manifest.tensors(),
                    new LinkedHashMap<>(),
                    new ArrayList<>(),
                    true,
                    () -> read(whole, manifest, options));
        }
    }

    @Override
    public Model read(Path file, ReadOptions options) throws IOException {
        JsonObject whole = parse(file);
        try (Manifest manifest = Manifest.open(file, whole)) {
            return read(whole, manifest, options);
        }
    }

    private static JsonObject parse(Path file) throws IOException {
        if (Files.size(file) > MOST_TEXT) {
            throw new FormatException(
                    file, -1, "at most " + MOST_TEXT + " bytes of JSON", Files.size(file) + "");
        }
        return Guard.reading(
                file,
                "JSON of a layers model",
                () -> JsonObject.of("model.json", Json.parse(Files.readAllBytes(file))));
    }

    private Model read(JsonObject whole, Manifest manifest, ReadOptions options)
            throws IOException {
        if (options.network().isPresent()) {
            return KerasWeights.read(manifest, options.network().get(), name(), options);
        }
        JsonObject topology =
                Guard.reading(
                        manifest.file(),
                        "a layers model",
                        () -> {
                            if (whole.string("format", "layers-model").equals("graph-model")) {
                                throw whole.error("format", "layers-model");
                            }
                            return whole.object("modelTopology");
                        });
        // The topology is Keras' configuration itself, or holds it.
        JsonObject config =
                topology.has("model_config")
                        ? Guard.reading(
                                manifest.file(),
                                "a configuration",
                                () -> topology.object("model_config"))
                        : topology;
        return KerasModel.read(
                config,
                manifest,
                name(),
                Guard.reading(
                        manifest.file(), "a version", () -> topology.string("keras_version", "2")),
                options);
    }
}
