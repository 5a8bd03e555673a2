package dev.fovea.bench.task;

import dev.fovea.image.Preprocessing;
import dev.fovea.model.Model;
import dev.fovea.model.ModelFile;
import dev.fovea.model.Safetensors;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Weights that all engines read from one file: He initialisation with a fixed seed. */
public final class SharedWeights {
    private SharedWeights() {}

    /** Where the weights of a network are: a model file of Fovea, which is a safetensors file. */
    public static Path file(String network) {
        return file(Worker.folder(), network);
    }

    /** Where the weights of a network are in the harness' folder. */
    public static Path file(Path folder, String network) {
        return folder.resolve(network + ".safetensors");
    }

    /** Writes the file unless it is there. */
    public static void provide(Path folder, String name) throws IOException {
        Path file = file(folder, name);
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(folder);
        Network network = Networks.of(name);
        int classes = network.outputShape().size();
        ModelFile.save(
                Model.of(
                        network,
                        Weights.initialise(network, Initialisation.HE, 1),
                        Preprocessing.unit(
                                network.input().height(),
                                network.input().width(),
                                network.input().channels()),
                        IntStream.range(0, classes).mapToObj(c -> "class " + c).toList()),
                file);
    }

    /** All tensors by name, mapped and not copied, in PyTorch's shapes. */
    public static MappedWeights map(String network) throws IOException {
        Path file = file(network);
        Map<String, FloatBuffer> tensors = new LinkedHashMap<>();
        try (var header = Safetensors.open(file);
                var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var bytes =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                            .order(ByteOrder.LITTLE_ENDIAN);
            header.tensors()
                    .forEach((name, entry) ->
                            tensors.put(
                                    name,
                                    bytes.slice((int) entry.offset(), (int) entry.bytes())
                                            .order(ByteOrder.LITTLE_ENDIAN)
                                            .asFloatBuffer()));
        }
        return new MappedWeights(tensors);
    }

    /** The numbers of a mapped tensor. */
    public static float[] array(FloatBuffer tensor) {
        float[] values = new float[tensor.remaining()];
        tensor.get(tensor.position(), values);
        return values;
    }
}
