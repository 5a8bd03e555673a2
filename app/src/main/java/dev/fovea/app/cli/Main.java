package dev.fovea.app.cli;

import dev.fovea.app.cli.see.SeeCommand;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The entry point: {@code fovea COMMAND ...}; without a command it prints the help. */
@Command(
        name = "fovea",
        description = "Convolutional networks for the JVM: train them, run them, look inside.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TrainCommand.class,
            EvaluateCommand.class,
            ReportCommand.class,
            PredictCommand.class,
            ConvolveCommand.class,
            SeeCommand.class,
            CompareCommand.class,
            SummaryCommand.class,
            InspectCommand.class,
            ConvertCommand.class,
            DataCommand.class,
            DoctorCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea train                       a first network, on pictures that come along",
            "  fovea predict runs/NAME cat.png   what it says of a picture",
            "  fovea summary vgg16               layers, shapes, parameters, receptive fields",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage or input that cannot be used."
        })
public final class Main implements Runnable {
    @Spec private CommandSpec spec;

    private Main() {}

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        StandardError.restore();
        Locale.setDefault(Locale.ROOT); // messages are English, and so are their numbers
        System.exit(run(commandLine(), args));
    }

    /** Picocli reports exceptions; errors, such as a full heap, end here. */
    static int run(CommandLine commandLine, String... args) {
        try {
            return commandLine.execute(args);
        } catch (OutOfMemoryError | StackOverflowError e) {
            return Failures.report(e, commandLine.getErr());
        }
    }

    static CommandLine commandLine() {
        // System.err may have been replaced since picocli was loaded.
        return new CommandLine(new Main())
                .setErr(new PrintWriter(System.err, true, System.err.charset()))
                .setParameterExceptionHandler(Failures::wrongUsage)
                .setExecutionExceptionHandler(
                        (problem, command, _) -> Failures.report(problem, command.getErr()))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
