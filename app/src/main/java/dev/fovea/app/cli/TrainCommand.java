package dev.fovea.app.cli;

import dev.fovea.app.data.DataSource;
import dev.fovea.app.terminal.Downloads;
import dev.fovea.app.terminal.Output;
import dev.fovea.app.train.InputChoice;
import dev.fovea.app.train.Interrupt;
import dev.fovea.app.train.RunFolder;
import dev.fovea.app.train.RunSettings;
import dev.fovea.app.train.StartingPoint;
import dev.fovea.app.train.TrainingRun;
import dev.fovea.data.DataSplits;
import dev.fovea.data.SplitOptions;
import dev.fovea.formats.ReadOptions;
import dev.fovea.image.Preprocessing;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.train.Checkpoint;
import dev.fovea.train.LearningRateFinder;
import dev.fovea.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fovea train}. */
@Command(
        name = "train",
        description = {
            "Trains a network and leaves a folder with the model, its figures and a report.",
            "Without arguments: a small VGG on the pictures of clothes that come along."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea train",
            "  fovea train --data photos --arch resnet18 --augment flip,crop:8",
            "  fovea train --data cifar10 --download --arch resnet20 --schedule onecycle",
            "  fovea train --data photos --from vgg16.pth --freeze 'features.*' --lr '0.001,classifier.6.*=0.01'",
            "  fovea train --resume runs/NAME"
        })
final class TrainCommand implements Callable<Integer> {
    private static final String DEFAULT_ARCH = "small-vgg";
    private static final int INTERRUPTED = 130;
    private static final int SWEEP_STEPS = 100;

    /** What may be said again when a run goes on. */
    private static final Set<String> WITH_RESUME =
            Set.of("--resume", "--threads", "--json", "--data-root", "--download");

    @Spec private CommandSpec spec;

    @Mixin private TrainArguments arguments;

    @Mixin private DataArguments dataArguments;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = "Go on with a run that was stopped, with its own settings.")
    private @Nullable Path resume;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The run's folder is runs/NAME (default: made of data and network).")
    private @Nullable String name;

    @Option(names = "--out", paramLabel = "DIR", description = "The run's folder itself.")
    private @Nullable Path out;

    @Option(
            names = "--find-lr",
            description = "Try growing learning rates, suggest one, and train nothing.")
    private boolean findRate;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Threads to compute with; the result is the same (default: one a processor).")
    private int threads;

    @Option(names = "--json", description = "The result as an object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Output output = Output.of(spec, json);
        try {
            if (resume != null) {
                requireNothingElse();
                return resume(output, resume);
            }
            return begin(output);
        } catch (Interrupt.Stopped e) {
            return INTERRUPTED;
        }
    }

    private void requireNothingElse() {
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (!WITH_RESUME.contains(option.longestName())) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--resume goes on with the settings of the run; leave out "
                                + option.longestName());
            }
        }
    }

    private int begin(Output output) throws IOException {
        if (name != null && out != null) {
            throw new ParameterException(
                    spec.commandLine(), "--name and --out: give one of the two");
        }
        RunSettings settings = arguments.settings(dataArguments.root().toString());
        settings.trainOptions();
        if (settings.preprocess() != null && settings.from().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--preprocess goes with --from; a network that begins with random weights"
                            + " takes what suits the data");
        }
        if (out != null) {
            RunFolder.requireFree(out);
        } else if (name != null) {
            RunFolder.requireFree(Path.of("runs", name));
        }
        DataSplits data = open(output, settings);
        StartingPoint start = start(output, settings, data, Optional.empty());
        if (settings.strict()) {
            start.network().strict();
        }
        start.network().warnings().forEach(warning -> output.say("note: " + warning));
        var run = new TrainingRun(output, data, settings, start, kernels());
        run.trainer();
        if (findRate) {
            return sweep(output, run);
        }
        // Refused before there is a folder, so that another try may have the same name.
        run.trainer().requireMemory();
        Path path = folder(data, start);
        RunFolder folder = RunFolder.create(path, settings, start.network(), start.preprocessing());
        folder.keepCommand(command(folder));
        return run(output, run, folder, Optional.empty());
    }

    private int resume(Output output, Path path) throws IOException {
        RunFolder folder = RunFolder.open(path);
        RunSettings settings = folder.settings();
        Optional<Checkpoint> checkpoint = folder.checkpoint();
        DataSplits data = open(output, settings);
        StartingPoint start =
                checkpoint.isEmpty() && !settings.from().isEmpty()
                        ? start(output, settings, data, Optional.of(folder.preprocessing()))
                        : StartingPoint.random(
                                folder.network(), folder.preprocessing(), settings.seed());
        var run = new TrainingRun(output, data, settings, start, kernels());
        if (checkpoint.isEmpty()) {
            output.say("the run has no checkpoint yet; it begins again");
        }
        return run(output, run, folder, checkpoint);
    }

    private Kernels kernels() {
        return Threads.kernels(threads);
    }

    private DataSplits open(Output output, RunSettings settings) throws IOException {
        DataSource source = dataArguments.source(settings, spec);
        DataSplits data = source.open(SplitOptions.standard(), new Downloads(output));
        data.notes().forEach(note -> output.say("note: " + note));
        return data;
    }

    /**
     * @param kept what a run that begins again keeps of its first beginning
     */
    private static StartingPoint start(
            Output output, RunSettings settings, DataSplits data, Optional<Preprocessing> kept)
            throws IOException {
        if (!settings.from().isEmpty()) {
            ReadOptions options = ReadOptions.none();
            if (!settings.arch().isEmpty()) {
                options = ModelOptions.withArch(options, settings.arch());
            }
            if (kept.isPresent()) {
                options = options.withPreprocessing(kept.get());
            } else if (settings.preprocess() != null) {
                options =
                        options.withPreprocessing(
                                ModelOptions.preprocessing(settings.preprocess()));
            }
            Model model = ModelArgument.load(Path.of(settings.from()), options);
            ModelOptions.sayAssumptions(output, model);
            return StartingPoint.from(model, data, settings.seed());
        }
        if (NetworkArgument.isJsonFile(settings.arch())) {
            Network network = NetworkArgument.read(Path.of(settings.arch()));
            return StartingPoint.random(
                    network, InputChoice.preprocessing(network.input(), false), settings.seed());
        }
        Zoo.Entry entry = Zoo.entry(settings.arch().isEmpty() ? DEFAULT_ARCH : settings.arch());
        InputChoice input = InputChoice.of(data.train(), entry.input(), settings.imageSize());
        return StartingPoint.random(
                Zoo.network(entry.name(), input.shape(), data.classes().size()),
                InputChoice.preprocessing(input.shape(), input.asStored()),
                settings.seed());
    }

    private Path folder(DataSplits data, StartingPoint start) {
        if (out != null) {
            return out;
        }
        if (name != null) {
            return Path.of("runs", name);
        }
        String made = data.name() + "-" + start.network().name();
        return RunFolder.freeName(
                Path.of("runs"), made.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-"));
    }

    private int run(
            Output output, TrainingRun run, RunFolder folder, Optional<Checkpoint> checkpoint)
            throws IOException {
        output.say(
                String.format(
                        Locale.ROOT,
                        "%s on %s, %d classes; the run is in %s",
                        run.start().network(),
                        run.data().name(),
                        run.data().classes().size(),
                        folder.folder()));
        TrainingRun.Outcome outcome = run.run(folder, checkpoint, command(folder));
        if (json) {
            output.answer(TrainAnswer.json(outcome, folder));
        } else {
            output.say(TrainAnswer.text(outcome, folder));
        }
        return 0;
    }

    /** The command that repeats the run; what was said last time, but for its folder. */
    private List<String> command(RunFolder folder) {
        List<String> words = new ArrayList<>(List.of("./fovea", "train"));
        if (resume == null) {
            List<String> given = spec.commandLine().getParseResult().originalArgs();
            words.addAll(given.subList(given.indexOf("train") + 1, given.size()));
        } else {
            words.addAll(List.of("--resume", folder.folder().toString()));
        }
        return words;
    }

    private static int sweep(Output output, TrainingRun run) throws IOException {
        LearningRateFinder found = LearningRateFinder.sweep(run.trainer(), SWEEP_STEPS);
        if (output.isJson()) {
            output.answer(TrainAnswer.json(found));
        } else {
            output.say(TrainAnswer.text(found));
        }
        return 0;
    }
}
