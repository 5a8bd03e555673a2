package dev.fovea.app.cli;

import dev.fovea.app.data.DataSource;
import dev.fovea.app.terminal.Downloads;
import dev.fovea.app.terminal.Output;
import dev.fovea.app.train.RunFolder;
import dev.fovea.data.DataException;
import dev.fovea.data.DataSplits;
import dev.fovea.data.Dataset;
import dev.fovea.data.SplitOptions;
import dev.fovea.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** On which labelled pictures a command looks at a model. */
final class LabelledData {
    /** Which pictures of the data. */
    enum Split {
        TRAIN,
        VALIDATION,
        TEST,
        ALL
    }

    /**
     * What was opened.
     *
     * @param name of data and split, such as "fashion-mnist, test"
     * @param pictures labelled by the model's classes
     */
    record Opened(String name, Dataset pictures) {}

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

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

    /**
     * Opens the data, never empty, and says their name.
     *
     * @param file the model as the command line names it; a run's folder knows its data
     * @throws DataException if there are no such pictures, or their classes are not the model's
     */
    Opened open(Output output, Path file, Model model) throws IOException {
        DataSource source = source(file);
        SplitOptions options =
                split == Split.ALL ? SplitOptions.asFound() : SplitOptions.standard();
        DataSplits splits = source.open(options, new Downloads(output));
        splits.notes().forEach(note -> output.say("note: " + note));
        if (split == Split.ALL && (splits.test().size() > 0 || splits.validation().size() > 0)) {
            throw new DataException(
                    source.name(),
                    "has splits of its own; take --split train, validation or test instead of all");
        }
        Dataset pictures =
                switch (split) {
                    case TRAIN, ALL -> splits.train();
                    case VALIDATION -> splits.validation();
                    case TEST -> splits.test();
                };
        String part = split.name().toLowerCase(Locale.ROOT);
        output.say(splits.name() + ", " + part + " pictures");
        if (pictures.size() == 0) {
            throw new DataException(source.name(), "has no " + part + " pictures");
        }
        return new Opened(
                splits.name() + ", " + part,
                model.labels().isEmpty() ? pictures : pictures.withClasses(model.labels()));
    }

    /** What the command line says, else what the run was trained with. */
    private DataSource source(Path file) throws IOException {
        if (data != null) {
            return dataArguments.source(data);
        }
        if (!Files.isDirectory(file)) {
            throw new ParameterException(
                    spec.commandLine(), "--data: say on which pictures; " + file + " is no run");
        }
        return dataArguments.source(RunFolder.open(file).settings(), spec);
    }
}
