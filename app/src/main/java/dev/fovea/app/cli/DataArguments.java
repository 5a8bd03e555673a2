package dev.fovea.app.cli;

import dev.fovea.app.data.DataSource;
import dev.fovea.app.train.RunSettings;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options about where data known by name are. */
public final class DataArguments {
    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            defaultValue = "data",
            description =
                    "Where sets known by name are looked for, and fetched to (default:"
                            + " ${DEFAULT-VALUE}).")
    private Path root;

    @Option(
            names = "--download",
            description = "Fetch a set known by name from its official home if it is not there.")
    private boolean download;

    public DataSource source(String name) {
        return new DataSource(name, root, download);
    }

    Path root() {
        return root;
    }

    /** What a run was trained with; where it lies says the command line, or else the run. */
    public DataSource source(RunSettings run, CommandSpec spec) {
        boolean isRootGiven = spec.commandLine().getParseResult().hasMatchedOption("--data-root");
        return new DataSource(run.data(), isRootGiven ? root : Path.of(run.dataRoot()), download);
    }
}
