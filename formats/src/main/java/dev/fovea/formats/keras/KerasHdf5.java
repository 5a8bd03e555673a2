package dev.fovea.formats.keras;

import dev.fovea.formats.Inspection;
import dev.fovea.formats.ModelFormat;
import dev.fovea.formats.ReadOptions;
import dev.fovea.json.JsonObject;
import dev.fovea.model.FormatException;
import dev.fovea.model.Model;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Keras' {@code .h5}, as Keras 2 and 3 write it: a whole model, or weights alone for a network that
 * the caller names ({@code .weights.h5} too).
 */
public final class KerasHdf5 implements ModelFormat {
    @Override
    public String name() {
        return "Keras HDF5";
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        return Arrays.equals(
                Hdf5.SIGNATURE, Arrays.copyOf(head, Math.min(head.length, Hdf5.SIGNATURE.length)));
    }

    @Override
    public Inspection inspect(Path file, ReadOptions options) throws IOException {
        try (FileChannel channel = FileChannel.open(file);
                Hdf5 hdf5 = Hdf5.open(file, channel, 0, channel.size())) {
            boolean isWhole =
                    options.network().isPresent() || hdf5.text("", "model_config").isPresent();
            return KerasInspection.of(name(), hdf5, isWhole, () -> read(hdf5, options));
        }
    }

    @Override
    public Model read(Path file, ReadOptions options) throws IOException {
        try (FileChannel channel = FileChannel.open(file);
                Hdf5 hdf5 = Hdf5.open(file, channel, 0, channel.size())) {
            return read(hdf5, options);
        }
    }

    private Model read(Hdf5 hdf5, ReadOptions options) throws IOException {
        if (options.network().isPresent()) {
            return KerasWeights.read(
                    Hdf5Variables.of(hdf5), options.network().get(), name(), options);
        }
        Optional<String> config = hdf5.text("", "model_config");
        if (config.isEmpty()) {
            throw new FormatException(
                    hdf5.file(),
                    -1,
                    "a whole model (the attribute 'model_config'), or its structure beside it"
                            + " (--arch net.json)",
                    "weights alone");
        }
        Hdf5Variables variables = Hdf5Variables.of(hdf5);
        JsonObject whole =
                Guard.reading(
                        hdf5.file(),
                        "the configuration of a model",
                        () -> JsonObject.parse("model_config", config.get()));
        String version = hdf5.text("", "keras_version").orElse("1");
        return KerasModel.read(whole, variables, name(), version, options);
    }
}
