package dev.fovea.app.terminal;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a command's words go: what it was asked for to standard output, and with {@code --json}
 * everything else to standard error, so that a program can read the former.
 */
public final class Output {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .addModule(FiniteNumbers.module())
                    .build();

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;

    private Output(PrintWriter out, PrintWriter err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    public static Output of(CommandSpec spec, boolean json) {
        return new Output(spec.commandLine().getOut(), spec.commandLine().getErr(), json);
    }

    public boolean isJson() {
        return json;
    }

    /** A line for people. */
    public void say(String line) {
        PrintWriter where = json ? err : out;
        where.println(line);
        where.flush();
    }

    /** A line about something that went wrong without ending the command. */
    public void warn(String line) {
        err.println("fovea: " + line);
        err.flush();
    }

    /**
     * The answer to {@code --json}: records, maps, lists, numbers, texts. What is NaN or infinite,
     * which JSON has no number for, is null.
     */
    public void answer(Object value) {
        out.println(JSON.writeValueAsString(value));
        out.flush();
    }

    /** Whether a person watches: the launcher says which of {@code out} and {@code err} do. */
    public boolean isWatched() {
        List<String> terminals =
                Arrays.asList(System.getProperty("fovea.terminals", "").split(",", -1));
        return terminals.contains("err") && (json || terminals.contains("out"));
    }
}
