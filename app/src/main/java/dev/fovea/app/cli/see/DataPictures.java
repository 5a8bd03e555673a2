package dev.fovea.app.cli.see;

import dev.fovea.app.cli.DataArguments;
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

/** {@code --data} and {@code --split}: many pictures to look at a network with. */
final class DataPictures {
    /** Which pictures of the data. */
    enum Split {
        TRAIN,
        VALIDATION,
        TEST
    }

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description =
                    "A folder with one folder a class, IDX or CIFAR files, fashion-mnist, mnist,"
                            + " cifar10, cifar100 or embedded (default: what a run was trained with).")
    private @Nullable String data;

    @Mixin private DataArguments arguments;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            description =
                    "train, validation or test, as training cuts them (default: test where the data"
                            + " come with one, else all pictures).")
    private @Nullable Split split;

    /**
     * The pictures.
     *
     * @param model the command's argument; a run says with what it was trained
     * @throws DataException if there are none
     */
    Dataset open(CommandSpec spec, Path model, Output output) throws IOException {
        DataSource source = source(spec, model);
        DataSplits splits =
                source.open(
                        split == null ? SplitOptions.asFound() : SplitOptions.standard(),
                        new Downloads(output));
        splits.notes().forEach(note -> output.say("note: " + note));
        Split which = split != null ? split : splits.test().size() > 0 ? Split.TEST : Split.TRAIN;
        Dataset pictures =
                switch (which) {
                    case TRAIN -> splits.train();
                    case VALIDATION -> splits.validation();
                    case TEST -> splits.test();
                };
        boolean isAll = split == null && which == Split.TRAIN;
        String name = isAll ? "all" : which.name().toLowerCase(Locale.ROOT);
        if (pictures.size() == 0) {
            throw new DataException(source.name(), "has no pictures (" + name + ")");
        }
        output.say("%s, %s: %,d pictures".formatted(splits.name(), name, pictures.size()));
        return pictures;
    }

    /** With the labels in the model's order, so that they can be compared with its outputs. */
    static Dataset labelled(Dataset pictures, Model model) throws DataException {
        int outputs = model.network().outputShape().size();
        if (model.labels().isEmpty() && pictures.classes().size() != outputs) {
            throw new DataException(
                    "--data",
                    "has %d classes, the network %s has %d outputs"
                            .formatted(pictures.classes().size(), model.network().name(), outputs));
        }
        return model.labels().isEmpty() ? pictures : pictures.withClasses(model.labels());
    }

    private DataSource source(CommandSpec spec, Path model) throws IOException {
        if (data != null) {
            return arguments.source(data);
        }
        if (!Files.isDirectory(model)) {
            throw new ParameterException(
                    spec.commandLine(), "--data: say on which pictures; " + model + " is no run");
        }
        return arguments.source(RunFolder.open(model).settings(), spec);
    }
}
