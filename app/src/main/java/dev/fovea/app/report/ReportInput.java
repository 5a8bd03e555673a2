package dev.fovea.app.report;

import dev.fovea.image.Image;
import dev.fovea.predict.Evaluation;
import dev.fovea.predict.Prediction;
import dev.fovea.train.EpochMetrics;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a report tells.
 *
 * @param run what was run, on what, and how to do it again
 * @param history one entry an epoch, in order; may be empty (a model that was only evaluated)
 * @param evaluation on the pictures that the report shows
 * @param pictures the pictures of the evaluation, by the index of its outcomes
 * @param samples predictions to show in full; may be empty
 * @param layers the network, in order; may be empty
 * @param exhibits what looks into the network have shown, in order; may be empty
 * @param doubts what was taken for granted and may be wrong, a sentence each; may be empty
 */
public record ReportInput(
        Run run,
        List<EpochMetrics> history,
        Evaluation evaluation,
        Pictures pictures,
        List<Sample> samples,
        List<LayerRow> layers,
        List<Exhibit> exhibits,
        List<String> doubts) {
    public ReportInput {
        history = List.copyOf(history);
        samples = List.copyOf(samples);
        layers = List.copyOf(layers);
        exhibits = List.copyOf(exhibits);
        doubts = List.copyOf(doubts);
    }

    /** Without doubts. */
    public ReportInput(
            Run run,
            List<EpochMetrics> history,
            Evaluation evaluation,
            Pictures pictures,
            List<Sample> samples,
            List<LayerRow> layers,
            List<Exhibit> exhibits) {
        this(run, history, evaluation, pictures, samples, layers, exhibits, List.of());
    }

    /** The same with sentences on what may be wrong. */
    public ReportInput withDoubts(List<String> sentences) {
        return new ReportInput(
                run, history, evaluation, pictures, samples, layers, exhibits, sentences);
    }

    /**
     * All that can be told of a model and some pictures.
     *
     * @param run what was run
     * @param history may be empty
     * @param look model, pictures and evaluation
     * @param samples predictions for some of the pictures, by their index
     * @param exhibits made by the look
     */
    public static ReportInput of(
            Run run,
            List<EpochMetrics> history,
            Look look,
            Map<Integer, Prediction> samples,
            List<Exhibit> exhibits) {
        return new ReportInput(
                run,
                history,
                look.evaluation(),
                look.pictures()::image,
                samples.entrySet().stream()
                        .map(sample -> Samples.sample(look.pictures(), sample))
                        .toList(),
                LayerRows.of(look.model().network()),
                exhibits);
    }

    /**
     * What was run. The maps keep their order; keys are shown as labels.
     *
     * @param title the page's title, such as "small-vgg on Fashion-MNIST"
     * @param model the network's name
     * @param data what it was evaluated on, such as "fashion-mnist, test"
     * @param finished when the evaluation ended
     * @param settings of the training: epochs, batch size, optimizer ...
     * @param provenance seed, data fingerprint, versions ...
     * @param command the words of the command that repeats the run; empty if there is none
     * @param resumeCommand the words of the command that goes on with it; empty if there is none
     */
    public record Run(
            String title,
            String model,
            String data,
            Instant finished,
            Map<String, String> settings,
            Map<String, String> provenance,
            List<String> command,
            List<String> resumeCommand) {
        public Run {
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
            provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
            command = List.copyOf(command);
            resumeCommand = List.copyOf(resumeCommand);
        }
    }

    /** Where the pictures come from. */
    @FunctionalInterface
    public interface Pictures {
        /**
         * The picture as stored, before any preprocessing.
         *
         * @param index as in {@link Evaluation.Outcome#index()}
         * @throws IOException if it cannot be read; the report then shows its absence
         */
        Image picture(int index) throws IOException;
    }

    /**
     * A picture with what the network says of it.
     *
     * @param index of the picture
     * @param label the right class, an index into the evaluation's classes
     */
    public record Sample(int index, int label, Prediction prediction) {}

    /**
     * One node of the network.
     *
     * @param type such as "Conv2d 3x3"
     * @param output its shape, such as "28 x 28 x 32"
     * @param parameters numbers that it holds
     * @param multiplyAdds for one picture
     * @param receptiveField pixels of the input along one side, such as "5"; empty if it has none
     */
    public record LayerRow(
            String name,
            String type,
            String output,
            long parameters,
            long multiplyAdds,
            String receptiveField) {}
}
