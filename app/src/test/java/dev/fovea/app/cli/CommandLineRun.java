package dev.fovea.app.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What a command line did in this process.
 *
 * @param exit the exit code
 */
public record CommandLineRun(int exit, String out, String err) {
    public static CommandLineRun of(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit =
                Main.run(
                        Main.commandLine()
                                .setOut(new PrintWriter(out, true))
                                .setErr(new PrintWriter(err, true)),
                        args);
        return new CommandLineRun(exit, out.toString(), err.toString());
    }
}
