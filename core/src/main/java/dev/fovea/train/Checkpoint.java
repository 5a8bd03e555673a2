package dev.fovea.train;

import dev.fovea.json.Json;
import dev.fovea.json.JsonObject;
import dev.fovea.model.FormatException;
import dev.fovea.model.Safetensors;
import dev.fovea.model.SafetensorsWriter;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything a run needs to go on as if it had never stopped: weights, the optimizer's memory, the
 * position in the schedule and in the data, the sums of the epoch so far, and the best weights.
 * Randomness needs no state: shuffling, augmentation, mixup and dropout are worked out from the
 * seed, the epoch and the step.
 *
 * <p>The file is safetensors, written beside the old one and moved over it, so that a full disk or
 * a crash leaves the old one as it was.
 *
 * @param position where the run stands
 * @param settings what must not change for the run to give the same bits, as text by name
 * @param history the epochs that are finished
 * @param weights of the network, by parameter name
 * @param optimizer arrays by slot and parameter name, {@code velocity.features.0.weight}
 * @param best the best weights so far; empty when they are the current ones
 */
public record Checkpoint(
        Position position,
        Map<String, String> settings,
        List<EpochMetrics> history,
        Map<String, Tensor> weights,
        Map<String, Tensor> optimizer,
        Map<String, Tensor> best) {
    private static final String KEY = "fovea.checkpoint";

    /**
     * Where a run stands.
     *
     * @param epoch counted from 1: the one to go on with
     * @param samplesDone of that epoch, in its order
     * @param step steps made in the whole run
     * @param lossSum of the losses of the epoch so far
     * @param lossDivisor what they are divided by
     * @param correct samples of the epoch so far that were classified rightly
     * @param counted samples of the epoch so far
     * @param bestEpoch 0 for none yet
     */
    public record Position(
            int epoch,
            int samplesDone,
            long step,
            double lossSum,
            double lossDivisor,
            long correct,
            long counted,
            int bestEpoch) {
        static final Position START = new Position(1, 0, 0, 0, 0, 0, 0, 0);

        static Position afterEpoch(int epoch, long step, int bestEpoch) {
            return new Position(epoch + 1, 0, step, 0, 0, 0, 0, bestEpoch);
        }
    }

    /**
     * Writes the file.
     *
     * @throws IOException if that fails; what was there before is still there
     */
    public void save(Path file) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> tensors.put("weights." + name, tensor));
        optimizer.forEach((name, tensor) -> tensors.put("optimizer." + name, tensor));
        best.forEach((name, tensor) -> tensors.put("best." + name, tensor));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", 1);
        json.put("epoch", position.epoch);
        json.put("samplesDone", position.samplesDone);
        json.put("step", position.step);
        json.put("lossSum", bits(position.lossSum));
        json.put("lossDivisor", bits(position.lossDivisor));
        json.put("correct", position.correct);
        json.put("counted", position.counted);
        json.put("bestEpoch", position.bestEpoch);
        json.put("settings", new LinkedHashMap<>(settings));
        json.put("history", history.stream().map(Checkpoint::numbers).toList());
        SafetensorsWriter.write(file, Map.of(KEY, Json.write(json)), tensors);
    }

    /** Doubles as hexadecimal text: exact, and NaN and infinity have a form too. */
    private static String bits(double value) {
        return Double.toHexString(value);
    }

    private static List<String> numbers(EpochMetrics e) {
        return List.of(
                Integer.toString(e.epoch()),
                bits(e.trainLoss()),
                bits(e.trainTop1()),
                bits(e.validationLoss()),
                bits(e.validationTop1()),
                bits(e.validationTop5()),
                bits(e.learningRate()),
                bits(e.seconds()),
                bits(e.imagesPerSecond()));
    }

    private static EpochMetrics metrics(List<String> n) {
        return new EpochMetrics(
                Integer.parseInt(n.get(0)),
                Double.parseDouble(n.get(1)),
                Double.parseDouble(n.get(2)),
                Double.parseDouble(n.get(3)),
                Double.parseDouble(n.get(4)),
                Double.parseDouble(n.get(5)),
                Double.parseDouble(n.get(6)),
                Double.parseDouble(n.get(7)),
                Double.parseDouble(n.get(8)));
    }

    /**
     * Reads a file.
     *
     * @throws FormatException if it is no checkpoint, or a damaged one
     */
    public static Checkpoint load(Path file) throws IOException {
        try (Safetensors tensors = Safetensors.open(file)) {
            String text = tensors.metadata().get(KEY);
            if (text == null) {
                throw new FormatException(
                        file,
                        -1,
                        "a training checkpoint (" + KEY + " in its metadata)",
                        "a safetensors file without");
            }
            return new Checkpoint(
                    position(file, text),
                    settings(file, text),
                    history(file, text),
                    read(tensors, "weights."),
                    read(tensors, "optimizer."),
                    read(tensors, "best."));
        }
    }

    private static Position position(Path file, String text) throws IOException {
        return parse(
                file,
                text,
                json ->
                        new Position(
                                json.integer("epoch"),
                                json.integer("samplesDone"),
                                json.longInteger("step"),
                                Double.parseDouble(json.string("lossSum")),
                                Double.parseDouble(json.string("lossDivisor")),
                                json.longInteger("correct"),
                                json.longInteger("counted"),
                                json.integer("bestEpoch")));
    }

    private static Map<String, String> settings(Path file, String text) throws IOException {
        return parse(
                file,
                text,
                json -> {
                    Map<String, String> settings = new LinkedHashMap<>();
                    json.object("settings")
                            .members()
                            .forEach((key, value) -> settings.put(key, value.toString()));
                    return settings;
                });
    }

    private static List<EpochMetrics> history(Path file, String text) throws IOException {
        return parse(
                file,
                text,
                json -> {
                    var epochs = new ArrayList<EpochMetrics>();
                    for (Object row : json.list("history")) {
                        epochs.add(
                                metrics(((List<?>) row).stream().map(Object::toString).toList()));
                    }
                    return epochs;
                });
    }

    /** What reads one part of the metadata. */
    private interface Part<T> {
        T read(JsonObject json);
    }

    private static <T> T parse(Path file, String text, Part<T> part) throws IOException {
        try {
            return part.read(JsonObject.parse("checkpoint", text));
        } catch (IllegalArgumentException | ClassCastException | IndexOutOfBoundsException e) {
            throw new FormatException(
                    file, -1, "the metadata of a checkpoint", "damage: " + e.getMessage());
        }
    }

    private static Map<String, Tensor> read(Safetensors file, String prefix) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : file.tensors().keySet()) {
            if (name.startsWith(prefix)) {
                tensors.put(name.substring(prefix.length()), file.read(name));
            }
        }
        return tensors;
    }
}
