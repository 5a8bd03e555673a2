package dev.fovea.app.train;

import dev.fovea.app.report.EventWriter;
import dev.fovea.app.report.Exhibit;
import dev.fovea.app.report.Exhibits;
import dev.fovea.app.report.Look;
import dev.fovea.app.report.ReportInput;
import dev.fovea.app.report.RunReport;
import dev.fovea.app.report.Samples;
import dev.fovea.app.terminal.Output;
import dev.fovea.app.terminal.Progress;
import dev.fovea.data.DataSplits;
import dev.fovea.data.Dataset;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.model.ModelFile;
import dev.fovea.predict.Evaluation;
import dev.fovea.predict.Evaluator;
import dev.fovea.predict.Prediction;
import dev.fovea.train.Checkpoint;
import dev.fovea.train.EpochMetrics;
import dev.fovea.train.TrainResult;
import dev.fovea.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A training from its first step to the report.
 *
 * @param output where it is told
 * @param data its pictures
 * @param settings what was asked for
 * @param start network, weights and preprocessing to begin with
 * @param kernels what computes
 */
public record TrainingRun(
        Output output,
        DataSplits data,
        RunSettings settings,
        StartingPoint start,
        Kernels kernels) {
    private static final int STEPS_PER_EVENT = 20;

    /**
     * What came of it.
     *
     * @param evaluation on the test pictures, or where there are none on those it was validated
     *     with, or trained on
     * @param evaluatedOn which pictures those are: "test", "validation" or "train"
     * @param samples predictions for some of them
     * @param names what those are called, by index: the picture's file, or its number
     */
    public record Outcome(
            Model model,
            TrainResult result,
            Evaluation evaluation,
            String evaluatedOn,
            Map<Integer, Prediction> samples,
            Map<Integer, String> names) {}

    /** The trainer before anything was trained; refuses what does not fit together. */
    public Trainer trainer() {
        Trainer trainer =
                Trainer.of(
                                start.network(),
                                start.weights(),
                                start.preprocessing(),
                                data.train(),
                                kernels,
                                settings.trainOptions())
                        .withValidation(data.validation());
        start.requireTrained(trainer.frozen());
        return trainer;
    }

    /**
     * Trains, saves the model, evaluates it and writes the report.
     *
     * @param from where to go on; empty for the beginning
     * @throws Interrupt.Stopped if the process was asked to end
     */
    public Outcome run(RunFolder folder, Optional<Checkpoint> from, List<String> command)
            throws IOException {
        Trainer trainer = trainer().withCheckpoint(folder.checkpointFile());
        if (from.isPresent()) {
            trainer = trainer.resume(from.get());
        }
        List<EpochMetrics> before = from.map(Checkpoint::history).orElse(List.of());
        long firstStep = from.map(checkpoint -> checkpoint.position().step()).orElse(0L);
        TrainResult result;
        try (Interrupt interrupt = Interrupt.listen(() -> sayHowToResume(folder));
                RunListener listener =
                        new RunListener(
                                output,
                                folder,
                                settings,
                                interrupt,
                                EventWriter.open(folder.folder(), firstStep, STEPS_PER_EVENT),
                                before)) {
            result = trainer.withListener(listener).run();
        }
        return finish(folder, result, command);
    }

    private void sayHowToResume(RunFolder folder) {
        output.say("");
        output.say("stopped; to go on: " + String.join(" ", folder.resumeCommand()));
    }

    private Outcome finish(RunFolder folder, TrainResult result, List<String> command)
            throws IOException {
        String split =
                data.test().size() > 0
                        ? "test"
                        : data.validation().size() > 0 ? "validation" : "train";
        Dataset pictures =
                switch (split) {
                    case "test" -> data.test();
                    case "validation" -> data.validation();
                    default -> data.train();
                };
        Model model = result.model().withProvenance(provenance(result));
        ModelFile.save(model, folder.modelFile());
        Evaluation evaluation = evaluate(model, pictures, split);
        Map<Integer, Prediction> samples = Samples.of(model, kernels, pictures, evaluation);
        var outcome =
                new Outcome(model, result, evaluation, split, samples, names(pictures, samples));
        var look = new Look(output, model, kernels, pictures, evaluation, Look.SECONDS);
        List<Exhibit> exhibits = look(look, folder);
        RunReport.write(report(folder, look, outcome, exhibits, command), folder.reportFile());
        return outcome;
    }

    private List<Exhibit> look(Look look, RunFolder folder) throws IOException {
        Exhibits exhibits = Exhibits.of(look);
        if (!exhibits.leftOut().isEmpty()) {
            output.say(
                    "the report is without what would take long here; to have more of it: ./fovea report "
                            + folder.folder());
        }
        return exhibits.shown();
    }

    private Map<String, Object> provenance(TrainResult result) {
        EpochMetrics best = result.history().get(result.bestEpoch() - 1);
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("program", "fovea");
        provenance.put("data", data.name());
        provenance.put("fingerprint", data.fingerprint());
        provenance.put("settings", settings.shown());
        provenance.put("kernels", kernels.name());
        provenance.put("epoch", (long) best.epoch());
        if (!Double.isNaN(best.validationTop1())) {
            provenance.put("validationTop1", best.validationTop1());
        }
        return provenance;
    }

    private Evaluation evaluate(Model model, Dataset pictures, String split) throws IOException {
        int batch = Math.min(settings.batch(), pictures.size());
        Evaluator evaluator =
                Evaluator.of(
                        model.network(), model.weights(), model.preprocessing(), kernels, batch);
        try (Progress progress = Progress.of(output, "evaluate (" + split + ")", pictures.size())) {
            return evaluator.evaluate(pictures, (done, _) -> progress.to(done));
        }
    }

    private static Map<Integer, String> names(Dataset pictures, Map<Integer, Prediction> samples) {
        Map<Integer, String> names = new LinkedHashMap<>();
        for (int index : samples.keySet()) {
            names.put(index, pictures.file(index).map(Path::toString).orElse("#" + index));
        }
        return names;
    }

    private ReportInput report(
            RunFolder folder,
            Look look,
            Outcome outcome,
            List<Exhibit> exhibits,
            List<String> command) {
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("data", data.name());
        provenance.put("fingerprint", data.fingerprint());
        provenance.put("kernels", kernels.name());
        provenance.put("Java", Runtime.version().toString());
        var run =
                new ReportInput.Run(
                        start.network().name() + " on " + data.name(),
                        start.network().name(),
                        data.name() + ", " + outcome.evaluatedOn(),
                        Clock.systemUTC().instant(),
                        settings.shown(),
                        provenance,
                        command,
                        folder.resumeCommand());
        return ReportInput.of(run, outcome.result().history(), look, outcome.samples(), exhibits);
    }
}
