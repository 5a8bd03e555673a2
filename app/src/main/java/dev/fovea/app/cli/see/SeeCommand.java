package dev.fovea.app.cli.see;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fovea see SUBCOMMAND ...}; alone it prints the help. */
@Command(
        name = "see",
        description = "Looks into a network, and draws what it finds.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            WhyCommand.class,
            Top9Command.class,
            EvolutionCommand.class,
            InvarianceCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea see why runs/NAME cat.png --out why.png           why it says what it says of"
                    + " a picture",
            "  fovea see top9 runs/NAME --node relu2 --out top9.png    what excites the channels of"
                    + " a layer",
            "  fovea see evolution runs/NAME --out evolution.png       how features grew, epoch by"
                    + " epoch",
            "  fovea see invariance runs/A runs/B --out curves.svg     what stays as pictures"
                    + " shift, scale and rotate"
        })
public final class SeeCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
