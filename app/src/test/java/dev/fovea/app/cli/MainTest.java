package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpGoesToStandardOutput() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: fovea").contains("--version");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void withoutACommandTheHelpIsShown() {
        assertThat(run()).isZero();
        assertThat(out.toString()).startsWith("Usage: fovea");
    }

    @Test
    void anUnknownOptionIsAWrongUsage() {
        assertThat(run("--hepl")).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown option: '--hepl'").contains("--help");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void theVersionNamesFoveaAndTheJdk() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("fovea ").contains("Java " + Runtime.version());
    }

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
