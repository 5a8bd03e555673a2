package dev.fovea.app.cli;

import dev.fovea.app.data.EmbeddedFashion;
import dev.fovea.app.terminal.Downloads;
import dev.fovea.app.terminal.Output;
import dev.fovea.app.terminal.Progress;
import dev.fovea.data.DataDoctor;
import dev.fovea.data.DataReport;
import dev.fovea.data.DoctorOptions;
import dev.fovea.data.NamedDataset;
import dev.fovea.data.SplitOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea data DIR}. */
@Command(
        name = "data",
        description = {
            "The data doctor: counts, bad pictures, duplicates, sizes, mean and deviation.",
            "Ends with 2 if the data cannot be trained on as they are."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea data photos              a folder with one folder a class",
            "  fovea data photos --quick 500  pixels of 500 pictures in each split",
            "  fovea data fashion-mnist --json"
        })
final class DataCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "DATA",
            description = "A folder, fashion-mnist, mnist, cifar10, cifar100, or embedded.")
    private String data;

    @Mixin private DataArguments dataArguments;

    @Option(
            names = "--quick",
            paramLabel = "N",
            defaultValue = "0",
            description = "Look at the pixels of at most N pictures in each split.")
    private int most;

    @Option(names = "--json", description = "The report as an object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Output output = Output.of(spec, json);
        DoctorOptions options = DoctorOptions.thorough();
        if (most != 0) {
            options = options.withMostDecoded(most);
        }
        DataReport report;
        try (Progress progress = Progress.of(output, "examine", -1)) {
            report = examine(output, options.withProgress((done, _) -> progress.to(done)));
        }
        if (json) {
            output.answer(report.toMap());
        } else {
            output.say(report.toText().stripTrailing());
        }
        return report.isUsable() ? 0 : Failures.BAD_INPUT;
    }

    /** A folder may be unfit to open and still be examined; what has a name is opened first. */
    private DataReport examine(Output output, DoctorOptions options) throws IOException {
        boolean isFolder = Files.isDirectory(Path.of(data));
        boolean isNamed = NamedDataset.of(data).isPresent() || data.equals(EmbeddedFashion.NAME);
        if (isFolder || !isNamed) {
            return DataDoctor.examine(Path.of(data), options);
        }
        return DataDoctor.examine(
                dataArguments.source(data).open(SplitOptions.asFound(), new Downloads(output)),
                options);
    }
}
