package dev.fovea.formats.torch;

import dev.fovea.formats.Inspection;
import dev.fovea.formats.ModelFormat;
import dev.fovea.formats.ReadOptions;
import dev.fovea.model.Model;
import dev.fovea.model.ModelFile;
import dev.fovea.model.Safetensors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Safetensors files: Fovea's own models, and state dicts of others. */
public final class SafetensorsFormat implements ModelFormat {
    @Override
    public String name() {
        return "safetensors";
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        // Eight bytes that hold a length below 2^32, and the JSON object behind them.
        return head.length > 8
                && head[8] == '{'
                && head[4] == 0
                && head[5] == 0
                && head[6] == 0
                && head[7] == 0;
    }

    @Override
    public Inspection inspect(Path file, ReadOptions options) throws IOException {
        try (Safetensors tensors = Safetensors.open(file);
                StateDict dict = stateDict(tensors)) {
            if (!ModelFile.isModel(tensors) || options.network().isPresent()) {
                return StateDictInspection.of(dict, options);
            }
            try (ModelFile model = ModelFile.open(file)) {
                return StateDictInspection.of(dict, model);
            }
        }
    }

    @Override
    public Model read(Path file, ReadOptions options) throws IOException {
        try (Safetensors tensors = Safetensors.open(file)) {
            if (ModelFile.isModel(tensors) && options.network().isEmpty()) {
                return ownModel(file, options);
            }
            try (StateDict dict = stateDict(tensors)) {
                return StateDictModel.of(dict, options).read(dict);
            }
        }
    }

    private static Model ownModel(Path file, ReadOptions options) throws IOException {
        Model model = ModelFile.load(file);
        if (options.preprocessing().isPresent()) {
            model =
                    model.withPreprocessing(options.preprocessing().get())
                            .withProvenance(ReadOptions.withoutAssumption(model.provenance()));
        }
        return options.labels().isEmpty()
                ? model
                : model.withLabels(options.labelsOf(model.network(), List.of()));
    }

    private static StateDict stateDict(Safetensors open) throws IOException {
        var tensors = new LinkedHashMap<String, StoredTensor>();
        for (Safetensors.Entry entry : open.tensors().values()) {
            tensors.put(
                    entry.name(),
                    StoredTensor.contiguous(entry.dtype(), entry.shape(), entry.offset()));
        }
        var facts = new LinkedHashMap<String, String>();
        for (Map.Entry<String, String> text : open.metadata().entrySet()) {
            if (!text.getKey().startsWith("fovea.")) {
                facts.put("metadata " + text.getKey(), text.getValue());
            }
        }
        FileChannel channel = FileChannel.open(open.file(), StandardOpenOption.READ);
        try {
            return StateDict.of(open.file(), "safetensors", tensors, facts, channel);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }
}
