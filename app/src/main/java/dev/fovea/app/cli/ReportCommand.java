package dev.fovea.app.cli;

import dev.fovea.app.report.Exhibit;
import dev.fovea.app.report.Exhibits;
import dev.fovea.app.report.Look;
import dev.fovea.app.report.ReportInput;
import dev.fovea.app.report.RunReport;
import dev.fovea.app.report.Samples;
import dev.fovea.app.terminal.Output;
import dev.fovea.app.terminal.Progress;
import dev.fovea.app.train.RunFolder;
import dev.fovea.data.DataException;
import dev.fovea.data.Dataset;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.predict.Evaluation;
import dev.fovea.predict.Evaluator;
import dev.fovea.predict.Prediction;
import dev.fovea.train.Checkpoint;
import dev.fovea.train.EpochMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea report MODEL --data DIR}. */
@Command(
        name = "report",
        description =
                "One page about a model on labelled pictures: how well it does, its mistakes, and"
                        + " what it goes by.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea report runs/NAME                         the run's page again, on its own data",
            "  fovea report model.safetensors --data photos --split all --out photos.html",
            "",
            "One file that loads nothing from anywhere, below 10 MB: summary, curves of the training",
            "(of a run), confusion matrix whose cells open their pictures, the most wrong and the",
            "least sure, Grad-CAM, filters, maps, what excites channels, and what stays as pictures",
            "shift, scale and rotate. What would take minutes is left out, and said."
        })
final class ReportCommand implements Callable<Integer> {
    private static final int BATCH = 64;
    private static final String FILE = "report.html";

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = ModelArgument.DESCRIPTION)
    private Path model;

    @Mixin private ModelOptions modelOptions;

    @Mixin private LabelledData data;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Where the page goes, a file that ends in .html (default: the report of a run,"
                            + " else report.html).")
    private @Nullable Path out;

    @Option(names = "--force", description = "Replace FILE if it is there already.")
    private boolean force;

    @Mixin private Threads threads;

    @Option(
            names = "--json",
            description =
                    "An object with report, bytes, exhibits, leftOut, top1, top5, loss, count.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Output output = Output.of(spec, json);
        Path file = file();
        Model loaded = ModelArgument.loadToLook(model, modelOptions, output);
        LabelledData.Opened opened = data.toJudge(output, model);
        Dataset pictures = opened.labelledFor(output, model, loaded);
        Model named = loaded.labels().isEmpty() ? loaded.withLabels(pictures.classes()) : loaded;
        Kernels kernels = threads.kernels();
        Evaluation found = evaluate(output, named, kernels, pictures);
        if (found.count() == 0) {
            throw new DataException(opened.name(), "no picture could be read");
        }
        Map<Integer, Prediction> samples = Samples.of(named, kernels, pictures, found);
        var look = new Look(output, named, kernels, pictures, found, Look.MINUTES);
        Exhibits exhibits = Exhibits.of(look);
        exhibits.leftOut().forEach(reason -> output.say("left out: " + reason));
        ReportInput input =
                input(opened.name(), look, samples, exhibits.shown())
                        .withDoubts(opened.doubts(model, loaded));
        RunReport.write(input, file);
        if (json) {
            output.answer(answer(file, found, exhibits));
        }
        output.say(
                String.format(
                        Locale.ROOT,
                        "accuracy %.2f %% on %,d pictures; wrote %s (%.1f MB)",
                        100 * found.top1(),
                        found.count(),
                        file,
                        Files.size(file) / 1e6));
        return 0;
    }

    /** Looks before the work begins whether the page can be written. */
    private Path file() throws IOException {
        boolean isRun = Files.isDirectory(model);
        Path own = isRun ? new RunFolder(model).reportFile() : Path.of(FILE);
        Path file = out == null ? own : out;
        boolean isItsOwn = isRun && absolute(file).equals(absolute(own));
        OutFile.check(file, force || isItsOwn, ".html");
        return file;
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    private static Evaluation evaluate(
            Output output, Model model, Kernels kernels, Dataset pictures) throws IOException {
        Evaluator evaluator =
                Evaluator.of(
                        model.network(),
                        model.weights(),
                        model.preprocessing(),
                        kernels,
                        Math.min(BATCH, pictures.size()));
        Evaluation found;
        try (Progress progress = Progress.of(output, "evaluate", pictures.size())) {
            found = evaluator.evaluate(pictures, (done, _) -> progress.to(done));
        }
        found.skipped().forEach(reason -> output.warn("left out: " + reason));
        return found;
    }

    private ReportInput input(
            String dataName, Look look, Map<Integer, Prediction> samples, List<Exhibit> exhibits)
            throws IOException {
        Map<String, String> settings = Map.of();
        List<EpochMetrics> history = List.of();
        List<String> command = List.of();
        List<String> resume = List.of();
        if (Files.isDirectory(model)) {
            RunFolder folder = RunFolder.open(model);
            settings = folder.settings().shown();
            history = folder.checkpoint().map(Checkpoint::history).orElse(List.of());
            command = folder.command();
            resume = folder.resumeCommand();
        }
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("model", model.toString());
        provenance.put("fingerprint", look.pictures().fingerprint());
        provenance.put("kernels", look.kernels().name());
        provenance.put("Java", Runtime.version().toString());
        String network = look.model().network().name();
        var run =
                new ReportInput.Run(
                        network + " on " + dataName,
                        network,
                        dataName,
                        Clock.systemUTC().instant(),
                        settings,
                        provenance,
                        command,
                        resume);
        return ReportInput.of(run, history, look, samples, exhibits);
    }

    private static Map<String, Object> answer(Path file, Evaluation found, Exhibits exhibits)
            throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("report", file.toString());
        answer.put("bytes", Files.size(file));
        answer.put("exhibits", exhibits.shown().stream().map(Exhibit::id).toList());
        answer.put("leftOut", exhibits.leftOut());
        answer.put("top1", found.top1());
        answer.put("top5", found.top5());
        answer.put("loss", found.loss());
        answer.put("count", found.count());
        return answer;
    }
}
