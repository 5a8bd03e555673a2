package dev.fovea.app.cli;

import dev.fovea.app.data.DataSource;
import dev.fovea.app.terminal.Downloads;
import dev.fovea.app.terminal.Figures;
import dev.fovea.app.terminal.Output;
import dev.fovea.app.terminal.Progress;
import dev.fovea.app.train.RunFolder;
import dev.fovea.data.DataException;
import dev.fovea.data.DataSplits;
import dev.fovea.data.Dataset;
import dev.fovea.data.SplitOptions;
import dev.fovea.model.Model;
import dev.fovea.predict.Evaluation;
import dev.fovea.predict.Evaluator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
    /** Which pictures of the data. */
    enum Split {
        TRAIN,
        VALIDATION,
        TEST,
        ALL
    }

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = ModelArgument.DESCRIPTION)
    private Path model;

    @Mixin private ModelOptions modelOptions;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description =
                    "A folder with one folder a class, IDX or CIFAR files, fashion-mnist, mnist, cifar10, cifar100 or embedded (default: what a run was trained with).")
    private @Nullable String data;

    @Mixin private DataArguments dataArguments;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            defaultValue = "test",
            description =
                    "test, validation or train, as training cuts them, or all pictures of a folder without splits (default: ${DEFAULT-VALUE}).")
    private Split split;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "64",
            description = "Pictures that run together (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads to compute with (default: one a processor).")
    private int threads;

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
        Dataset pictures = pictures(output, loaded);
        Evaluator evaluator =
                Evaluator.of(
                        loaded.network(),
                        loaded.weights(),
                        loaded.preprocessing(),
                        Threads.kernels(threads),
                        Math.min(batch, pictures.size()));
        Evaluation found;
        try (Progress progress = Progress.of(output, "evaluate", pictures.size())) {
            found = evaluator.evaluate(pictures, (done, _) -> progress.to(done));
        }
        found.skipped().forEach(reason -> output.warn("left out: " + reason));
        if (found.count() == 0) {
            throw new DataException(source().name(), "no picture could be read");
        }
        if (json) {
            output.answer(answer(found));
        } else {
            output.say(text(found));
        }
        return 0;
    }

    /** What the command line says, else what the run was trained with. */
    private DataSource source() throws IOException {
        if (data != null) {
            return dataArguments.source(data);
        }
        if (!Files.isDirectory(model)) {
            throw new ParameterException(
                    spec.commandLine(), "--data: say on which pictures; " + model + " is no run");
        }
        return dataArguments.source(RunFolder.open(model).settings(), spec);
    }

    private Dataset pictures(Output output, Model loaded) throws IOException {
        SplitOptions options =
                split == Split.ALL ? SplitOptions.asFound() : SplitOptions.standard();
        DataSource source = source();
        String name = source.name();
        DataSplits splits = source.open(options, new Downloads(output));
        splits.notes().forEach(note -> output.say("note: " + note));
        Dataset pictures =
                switch (split) {
                    case TRAIN, ALL -> splits.train();
                    case VALIDATION -> splits.validation();
                    case TEST -> splits.test();
                };
        if (split == Split.ALL && (splits.test().size() > 0 || splits.validation().size() > 0)) {
            throw new DataException(
                    name,
                    "has splits of its own; take --split train, validation or test instead of all");
        }
        output.say(splits.name() + ", " + split.name().toLowerCase(Locale.ROOT) + " pictures");
        if (pictures.size() == 0) {
            throw new DataException(
                    name, "has no " + split.name().toLowerCase(Locale.ROOT) + " pictures");
        }
        return loaded.labels().isEmpty() ? pictures : pictures.withClasses(loaded.labels());
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
