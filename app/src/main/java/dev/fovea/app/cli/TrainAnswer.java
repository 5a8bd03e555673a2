package dev.fovea.app.cli;

import dev.fovea.app.terminal.Figures;
import dev.fovea.app.train.RunFolder;
import dev.fovea.app.train.TrainingRun;
import dev.fovea.predict.Evaluation;
import dev.fovea.predict.Prediction;
import dev.fovea.train.LearningRateFinder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What {@code train} says at its end. */
final class TrainAnswer {
    private TrainAnswer() {}

    static Map<String, Object> json(TrainingRun.Outcome outcome, RunFolder folder) {
        Evaluation found = outcome.evaluation();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("run", folder.folder().toString());
        answer.put("model", folder.modelFile().toString());
        answer.put("report", folder.reportFile().toString());
        answer.put("epochs", outcome.result().history().size());
        answer.put("bestEpoch", outcome.result().bestEpoch());
        answer.put("stoppedEarly", outcome.result().stoppedEarly());
        answer.put("evaluatedOn", outcome.evaluatedOn());
        answer.put("top1", found.top1());
        answer.put("top5", found.top5());
        answer.put("loss", found.loss());
        answer.put("count", found.count());
        answer.put("classes", found.classes());
        answer.put("confusion", found.confusion());
        answer.put("skipped", outcome.result().skipped());
        return answer;
    }

    static Map<String, Object> json(LearningRateFinder found) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("suggestion", found.suggestion());
        answer.put(
                "points",
                found.points().stream()
                        .filter(point -> Double.isFinite(point.loss()))
                        .map(point -> List.of(point.learningRate(), point.loss()))
                        .toList());
        return answer;
    }

    static String text(TrainingRun.Outcome outcome, RunFolder folder) {
        List<String> skipped = outcome.result().skipped();
        return String.join(
                "\n",
                "",
                "the "
                        + outcome.evaluatedOn()
                        + " pictures, with the weights of epoch "
                        + outcome.result().bestEpoch()
                        + ":",
                EvaluateCommand.text(outcome.evaluation()),
                "",
                "sample predictions",
                samples(outcome),
                "",
                skipped.isEmpty()
                        ? "no picture was left out"
                        : skipped.size() + " pictures were left out",
                "model    " + folder.modelFile(),
                "report   " + folder.reportFile(),
                "figures  " + folder.file("metrics.csv") + " (and TensorBoard's event files)",
                "next     ./fovea predict " + folder.folder() + " PICTURE");
    }

    private static String samples(TrainingRun.Outcome outcome) {
        List<String> classes = outcome.evaluation().classes();
        return outcome.evaluation().outcomes().stream()
                .filter(picture -> outcome.samples().containsKey(picture.index()))
                .map(picture ->
                        line(
                                Objects.requireNonNull(outcome.names().get(picture.index())),
                                picture,
                                classes.get(picture.label()),
                                Objects.requireNonNull(outcome.samples().get(picture.index()))))
                .collect(Collectors.joining("\n"));
    }

    private static String line(
            String name, Evaluation.Outcome picture, String right, Prediction prediction) {
        Prediction.Ranked best = prediction.best();
        return String.format(
                Locale.ROOT,
                "  %-6s %-20s %s %s (%.1f %%)",
                name,
                right,
                picture.right() ? "ok   " : "WRONG",
                best.label(),
                100 * best.probability());
    }

    static String text(LearningRateFinder found) {
        var text = new StringBuilder("learning rate   loss\n");
        for (LearningRateFinder.Point point : found.points()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%13.3g   %s%n",
                            point.learningRate(),
                            Figures.loss(point.loss())));
        }
        return text.append(
                        String.format(
                                Locale.ROOT,
                                "suggestion: --lr %.2g (a tenth of where the loss was lowest)",
                                found.suggestion()))
                .toString();
    }
}
