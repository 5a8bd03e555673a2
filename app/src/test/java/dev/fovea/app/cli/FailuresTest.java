package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private final StringWriter err = new StringWriter();

    @Test
    void aFullDiskDuringACheckpoint() {
        assertThat(report(new IOException("No space left on device"))).isEqualTo(1);
        assertThat(err)
                .hasToString(
                        "fovea: the disk is full (No space left on device). What was there before is unharmed; make room and try again\n");
    }

    @Test
    void aFullDiskWhileAFileIsMade() {
        var full = new FileSystemException("runs/a/x.csv", null, "No space left on device");
        assertThat(report(new UncheckedIOException(full))).isEqualTo(1);
        assertThat(err.toString()).startsWith("fovea: runs/a/x.csv: the disk is full.");
    }

    @Test
    void noPermission() {
        assertThat(report(new AccessDeniedException("runs"))).isEqualTo(1);
        assertThat(err.toString()).startsWith("fovea: runs: no permission");
    }

    @Test
    void aFullHeap() {
        assertThat(report(new OutOfMemoryError("Java heap space"))).isEqualTo(1);
        assertThat(err.toString()).contains("-Xmx").contains("--batch");
    }

    @Test
    void anErrorOfOurOwnSaysHowToSeeMore() {
        assertThat(report(new IllegalStateException("boom"))).isEqualTo(1);
        assertThat(err.toString())
                .contains("boom")
                .contains("FOVEA_DEBUG=1")
                .doesNotContain("\tat");
    }

    private int report(Throwable problem) {
        return Failures.report(problem, new PrintWriter(err, true));
    }
}
