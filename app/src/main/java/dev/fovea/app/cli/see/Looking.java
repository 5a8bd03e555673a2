package dev.fovea.app.cli.see;

import dev.fovea.app.cli.OutFile;
import dev.fovea.app.terminal.Output;
import dev.fovea.figure.Figure;
import java.io.IOException;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where what is seen goes: {@code --out} with {@code --force}, and {@code --json}. */
final class Looking {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin private OutFile out;

    @Option(
            names = "--json",
            description = "The numbers as JSON on standard output; what they are is said below.")
    private boolean json;

    /**
     * For commands that only draw: a picture has to be asked for, or the numbers.
     *
     * @param ending of the picture's file, {@code .png} or {@code .svg}
     * @throws IOException if the file is there already, or cannot be
     */
    Output draw(String ending) throws IOException {
        if (json) {
            out.check(ending);
        } else {
            out.require(ending);
        }
        return Output.of(spec, json);
    }

    /** For commands that also say what they found: a picture may be asked for. */
    Output tell() throws IOException {
        out.check(".png");
        return Output.of(spec, json);
    }

    /** Draws the picture if it was asked for. */
    void picture(Output output, Supplier<Figure> figure) throws IOException {
        if (out.isGiven()) {
            out.write(figure.get().image());
            output.say("written to " + out);
        }
    }

    /** As {@link #picture}, for curves. */
    void curves(Output output, Supplier<String> svg) throws IOException {
        if (out.isGiven()) {
            out.write(svg.get());
            output.say("written to " + out);
        }
    }

    /** Gives the numbers if they were asked for; the last thing that a command does. */
    void numbers(Output output, Supplier<Object> numbers) {
        if (json) {
            output.answer(numbers.get());
        }
    }
}
