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
            MapsCommand.class,
            FiltersCommand.class,
            TraceCommand.class,
            FieldCommand.class,
            StructureCommand.class,
            WhyCommand.class,
            Top9Command.class,
            EvolutionCommand.class,
            InvarianceCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea see maps runs/NAME cat.png --out maps.png         what every layer makes of a"
                    + " picture",
            "  fovea see filters runs/NAME --out filters.png           what the first layer looks"
                    + " for",
            "  fovea see trace runs/NAME cat.png --node relu1_1        how one number comes about",
            "  fovea see field runs/NAME cat.png --node relu2_2        what a unit can see",
            "  fovea see structure --out bars.png                      detectors that grow from"
                    + " oriented bars",
            "  fovea see why runs/NAME cat.png --out why.png           why it says what it says of"
                    + " a picture",
            "  fovea see top9 runs/NAME --node relu2_2 --out top9.png  what excites the channels of"
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
