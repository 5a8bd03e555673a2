package dev.fovea.app.cli.see;

import dev.fovea.app.cli.LabelledData;
import dev.fovea.app.cli.ModelArgument;
import dev.fovea.app.cli.ModelOptions;
import dev.fovea.app.cli.Threads;
import dev.fovea.app.terminal.Output;
import dev.fovea.app.terminal.Progress;
import dev.fovea.data.Dataset;
import dev.fovea.explain.Change;
import dev.fovea.explain.Invariance;
import dev.fovea.explain.InvarianceCurve;
import dev.fovea.figure.InvariancePage;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea see invariance MODEL... --data DIR}. */
@Command(
        name = "invariance",
        description =
                "What networks keep as pictures shift, scale and rotate: accuracy, probability of"
                        + " the true class, and features of an early and a late layer, in one figure"
                        + " (SVG).",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea see invariance runs/cnn runs/mlp --out cnn-against-mlp.svg",
            "  fovea see invariance model.safetensors --data photos --out curves.svg --json",
            "",
            "--json: an object with models: their curves, point by point."
        })
final class InvarianceCommand implements Callable<Integer> {
    private static final int BATCH = 32;

    @Spec private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "MODEL", description = ModelArgument.DESCRIPTION)
    private List<Path> models;

    @Mixin private ModelOptions modelOptions;
    @Mixin private LabelledData data;
    @Mixin private Threads threads;
    @Mixin private Looking looking;

    @Option(
            names = "--pictures",
            paramLabel = "N",
            defaultValue = "500",
            description =
                    "How many pictures, evenly spaced over the data; each runs about 35 times"
                            + " (default: ${DEFAULT-VALUE}).")
    private int pictures;

    @Override
    public Integer call() throws IOException {
        if (pictures < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--pictures: at least 1, got " + pictures);
        }
        Output output = looking.draw(".svg");
        Kernels kernels = threads.kernels();
        LabelledData.Opened found = data.toLook(output, models.getFirst());
        int count = Math.min(pictures, found.pictures().size());
        List<InvariancePage.Model> pages = new ArrayList<>();
        Set<String> skipped = new LinkedHashSet<>();
        for (Path path : models) {
            pages.add(measure(output, kernels, path, found, count, skipped));
        }
        skipped.forEach(reason -> output.warn("left out: " + reason));
        looking.curves(output, () -> InvariancePage.toSvg(pages, count - skipped.size()));
        looking.numbers(
                output,
                () -> Map.of("models", pages.stream().map(InvarianceCommand::numbers).toList()));
        return 0;
    }

    private InvariancePage.Model measure(
            Output output,
            Kernels kernels,
            Path path,
            LabelledData.Opened found,
            int count,
            Set<String> skipped)
            throws IOException {
        Model loaded = ModelArgument.loadToLook(path, modelOptions, output);
        Dataset labelled = found.labelledFor(output, path, loaded);
        Invariance invariance = Invariance.of(loaded, kernels, Math.min(BATCH, count));
        List<String> bad = new ArrayList<>();
        String name = String.valueOf(path.getFileName());
        Map<Change, InvarianceCurve> curves;
        try (Progress progress = Progress.of(output, name, count)) {
            curves = invariance.of(labelled, count, bad, (done, _) -> progress.to(done));
        }
        skipped.addAll(bad);
        return new InvariancePage.Model(
                name,
                invariance.first(),
                invariance.lastMap(),
                invariance.late(),
                invariance.flattens(),
                curves);
    }

    private static Map<String, Object> numbers(InvariancePage.Model model) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("model", model.name());
        numbers.put("first", model.first());
        numbers.put("lastMap", model.lastMap());
        numbers.put("late", model.late());
        for (Change change : Change.values()) {
            InvarianceCurve curve = Objects.requireNonNull(model.curves().get(change));
            List<Map<String, Object>> points = new ArrayList<>();
            for (InvarianceCurve.Point point : curve.points()) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("amount", point.amount());
                one.put("accuracy", point.accuracy());
                one.put("probability", point.probability());
                one.put("first", point.first());
                put(one, "firstMoved", point.firstMoved());
                put(one, "lastMap", point.lastMap());
                put(one, "lastMapMoved", point.lastMapMoved());
                one.put("late", point.late());
                points.add(one);
            }
            numbers.put(change.name().toLowerCase(Locale.ROOT), points);
        }
        return numbers;
    }

    /** JSON has no not-a-number: what does not exist is left out. */
    private static void put(Map<String, Object> numbers, String key, double value) {
        if (!Double.isNaN(value)) {
            numbers.put(key, value);
        }
    }
}
