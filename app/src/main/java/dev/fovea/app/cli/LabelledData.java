package dev.fovea.app.cli;

import dev.fovea.app.data.DataSource;
import dev.fovea.app.terminal.Downloads;
import dev.fovea.app.terminal.Output;
import dev.fovea.app.train.RunFolder;
import dev.fovea.data.DataException;
import dev.fovea.data.DataSplits;
import dev.fovea.data.Dataset;
import dev.fovea.data.ImageFolder;
import dev.fovea.data.SplitOptions;
import dev.fovea.image.Image;
import dev.fovea.image.ImageDecoder;
import dev.fovea.model.Model;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** On which labelled pictures a command looks at a model: {@code --data} and {@code --split}. */
public final class LabelledData {
    /** How many classes a message names. */
    private static final int FEW = 5;

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
     * @param pictures at least one
     */
    public record Opened(String name, Dataset pictures) {
        /**
         * Labelled in the order of the model's outputs, so that they can be compared with them.
         *
         * @throws DataException if their classes are not the model's
         */
        public Dataset labelledFor(Model model) throws DataException {
            int outputs = model.network().outputShape().size();
            if (model.labels().isEmpty() && pictures.classes().size() != outputs) {
                throw new DataException(
                        name,
                        "there are %d classes, the network %s has %d outputs"
                                .formatted(
                                        pictures.classes().size(),
                                        model.network().name(),
                                        outputs));
            }
            return model.labels().isEmpty() ? pictures : pictures.withClasses(model.labels());
        }

        /**
         * What has to be taken for granted about these pictures and the model, a sentence each:
         * that output i is class i of the data, where the model names no classes, and that pictures
         * of another size or mode are changed to what it reads (told by the first one that can be
         * read).
         *
         * @param argument the model as the command line names it
         */
        public List<String> doubts(Path argument, Model model) {
            List<String> doubts = new ArrayList<>();
            List<String> classes = pictures.classes();
            if (model.labels().isEmpty()) {
                String more = classes.size() > FEW ? ", ..." : "";
                doubts.add(
                        "%s names no classes: output i is taken for class i of %s (%s%s); give --labels FILE if they stand in another order"
                                .formatted(
                                        argument,
                                        name,
                                        String.join(
                                                ", ",
                                                classes.subList(0, Math.min(FEW, classes.size()))),
                                        more));
            }
            changed(argument, model).ifPresent(doubts::add);
            return doubts;
        }

        /** That pictures of another size or mode are changed to what the model reads, if so. */
        public Optional<String> changed(Path argument, Model model) {
            Shape wanted = model.network().input();
            Image first;
            try {
                first = pictures.image(0);
            } catch (IOException e) {
                // The command says which pictures cannot be read.
                return Optional.empty();
            }
            if (wanted.rank() != 3
                    || (first.height() == wanted.height()
                            && first.width() == wanted.width()
                            && first.channels() == wanted.channels())) {
                return Optional.empty();
            }
            return Optional.of(
                    "%s reads %s, the pictures are %s (the first one): they are resized or converted"
                            .formatted(
                                    argument,
                                    look(wanted.height(), wanted.width(), wanted.channels()),
                                    look(first.height(), first.width(), first.channels())));
        }

        private static String look(int height, int width, int channels) {
            String mode = channels == 1 ? "grey" : channels == 3 ? "RGB" : channels + " channels";
            return "%d x %d %s".formatted(height, width, mode);
        }

        /** {@link #labelledFor}, after {@link #doubts} were said. */
        public Dataset labelledFor(Output output, Path argument, Model model) throws DataException {
            Dataset labelled = labelledFor(model);
            doubts(argument, model).forEach(doubt -> output.warn("note: " + doubt));
            return labelled;
        }
    }

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
            description =
                    "test, validation or train, as training cuts them, or all pictures of data without splits (default: test; see takes all where data come without a test split).")
    private @Nullable Split split;

    /**
     * Opens what a model is judged on: unless told otherwise the test pictures, cut off as training
     * cuts them.
     *
     * @param model as the command line names it; a run's folder knows its data
     * @throws DataException if there are no such pictures
     */
    Opened toJudge(Output output, Path model) throws IOException {
        return open(output, model, split == null ? Split.TEST : split);
    }

    /**
     * Opens pictures to look at: unless told otherwise the test pictures, or all where the data
     * come without a test split.
     *
     * @param model as the command line names it
     * @throws DataException if there are no such pictures
     */
    public Opened toLook(Output output, Path model) throws IOException {
        return open(output, model, split);
    }

    /**
     * Opens pictures to look at whose classes do not matter: {@link #toLook}, or all pictures of a
     * folder that holds no folders.
     *
     * @param argument as the command line names the model
     * @throws DataException if there are no such pictures
     */
    public Opened toLookWithoutLabels(Output output, Path argument) throws IOException {
        if (data != null && split == null && Files.isDirectory(Path.of(data))) {
            Path folder = Path.of(data);
            boolean flat;
            try (Stream<Path> children = Files.list(folder)) {
                flat = children.noneMatch(Files::isDirectory);
            }
            ImageFolder pictures =
                    flat ? ImageFolder.unlabelled(folder, ImageDecoder.standard()) : null;
            if (pictures != null && pictures.size() > 0) {
                output.say("%s: %,d pictures without labels".formatted(data, pictures.size()));
                return new Opened(data, pictures);
            }
        }
        return toLook(output, argument);
    }

    private Opened open(Output output, Path model, @Nullable Split wanted) throws IOException {
        DataSource source = source(model);
        boolean asFound = wanted == null || wanted == Split.ALL;
        DataSplits splits =
                source.open(
                        asFound ? SplitOptions.asFound() : SplitOptions.standard(),
                        new Downloads(output));
        splits.notes().forEach(note -> output.say("note: " + note));
        if (wanted == Split.ALL && (splits.test().size() > 0 || splits.validation().size() > 0)) {
            throw new DataException(
                    source.name(),
                    "has splits of its own; take --split train, validation or test instead of all");
        }
        Split part = wanted != null ? wanted : splits.test().size() > 0 ? Split.TEST : Split.ALL;
        Dataset pictures =
                switch (part) {
                    case TRAIN, ALL -> splits.train();
                    case VALIDATION -> splits.validation();
                    case TEST -> splits.test();
                };
        String which = part.name().toLowerCase(Locale.ROOT);
        if (pictures.size() == 0) {
            throw new DataException(source.name(), "has no " + which + " pictures");
        }
        String name = splits.name() + ", " + which;
        output.say("%s: %,d pictures".formatted(name, pictures.size()));
        return new Opened(name, pictures);
    }

    /** What the command line says, else what the run was trained with. */
    private DataSource source(Path model) throws IOException {
        if (data != null) {
            return dataArguments.source(data);
        }
        if (!Files.isDirectory(model)) {
            throw new ParameterException(
                    spec.commandLine(), "--data: say on which pictures; " + model + " is no run");
        }
        return dataArguments.source(RunFolder.open(model).settings(), spec);
    }
}
