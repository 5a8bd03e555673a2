package dev.fovea.app.cli;

import dev.fovea.app.terminal.Figures;
import dev.fovea.app.terminal.Output;
import dev.fovea.app.terminal.Progress;
import dev.fovea.data.DataException;
import dev.fovea.data.Dataset;
import dev.fovea.model.Model;
import dev.fovea.predict.Evaluation;
import dev.fovea.predict.Evaluator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea evaluate MODEL --data DIR}. */
@Command(
        name = "evaluate",
        description = "How often a model is right on labelled pictures.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea evaluate runs/NAME                       on the data it was trained with",
            "  fovea evaluate model.safetensors --data photos --split all",
            "  fovea evaluate model.safetensors --data fashion-mnist --json"
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = ModelArgument.DESCRIPTION)
    private Path model;

    @Mixin private ModelOptions modelOptions;

    @Mixin private LabelledData data;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "64",
            description = "Pictures that run together (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Mixin private Threads threads;

    @Option(
            names = "--json",
            description = "An object with top1, top5, loss, confusion, count, classes, skipped.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (batch < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--batch: at least 1 picture, got " + batch);
        }
        Output output = Output.of(spec, json);
        Model loaded = ModelArgument.load(model, modelOptions.read());
        ModelOptions.sayAssumptions(output, loaded);
        LabelledData.Opened opened = data.toJudge(output, model);
        Dataset pictures = opened.labelledFor(output, model, loaded);
        Evaluator evaluator =
                Evaluator.of(
                        loaded.network(),
                        loaded.weights(),
                        loaded.preprocessing(),
                        threads.kernels(),
                        Math.min(batch, pictures.size()));
        Evaluation found;
        try (Progress progress = Progress.of(output, "evaluate", pictures.size())) {
            found = evaluator.evaluate(pictures, (done, _) -> progress.to(done));
        }
        found.skipped().forEach(reason -> output.warn("left out: " + reason));
        if (found.count() == 0) {
            throw new DataException(opened.name(), "no picture could be read");
        }
        if (json) {
            output.answer(answer(found));
        } else {
            output.say(text(found));
        }
        return 0;
    }

    private static Map<String, Object> answer(Evaluation found) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("top1", found.top1());
        answer.put("top5", found.top5());
        answer.put("loss", found.loss());
        answer.put("count", found.count());
        answer.put("classes", found.classes());
        answer.put("confusion", found.confusion());
        answer.put("skipped", found.skipped());
        return answer;
    }

    /** Figures and the confusion matrix. */
    static String text(Evaluation found) {
        return String.format(
                        Locale.ROOT,
                        "accuracy %.2f %% (top 5 %.2f %%), loss %s, on %,d pictures%n%n",
                        100 * found.top1(),
                        100 * found.top5(),
                        Figures.loss(found.loss()),
                        found.count())
                + ConfusionText.of(found);
    }
}
