package dev.fovea.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's script, run by Chromium where there is one. */
class BrowserTest {
    /** Opens a cell, walks on in the matrix, and reads what the legends say at rest. */
    private static final String VISIT =
            """
            <script>
            window.addEventListener("load", () => setTimeout(() => {
              const cell = (key) => document.querySelector(`.matrix [data-cell="${key}"]`);
              cell("0-0").focus();
              cell("0-0").dispatchEvent(
                  new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
              const skippedEmpty = document.activeElement.dataset.cell ?? "stayed";
              cell("0-0").dispatchEvent(
                  new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
              const focused = document.activeElement.dataset.cell;
              cell("1-1").click();
              const dialog = document.getElementById("pictures");
              document.body.dataset.seen = [
                document.querySelectorAll("canvas").length + " curves",
                "down: " + skippedEmpty,
                "right: " + focused,
                "open: " + dialog.open,
                dialog.querySelector("h2").textContent,
                dialog.querySelectorAll("img").length + " pictures",
                document.querySelector("#chart-loss .u-legend").innerText.replace(/\\s+/g, " "),
              ].join("|");
            }, 500));
            </script>
            </body>
            """;

    @TempDir Path folder;

    @Test
    void curvesCellsAndKeysWork() throws Exception {
        Path page = folder.resolve("report.html");
        String html = RunReport.html(Fixture.input(Fixture.small()));
        Files.writeString(page, html.replace("</body>", VISIT));

        String seen = visited(page);

        assertThat(seen)
                .contains("3 curves|down: 0-0|right: 0-1|open: true|disc, recognised|3 pictures|")
                .endsWith("epoch2training0.2500validation0.3750");
    }

    private String visited(Path page) throws Exception {
        Optional<Path> chromium = chromium();
        assumeTrue(chromium.isPresent(), "there is no Chromium on the PATH");
        Path dom = folder.resolve("dom.html");
        var process =
                new ProcessBuilder(command(chromium.orElseThrow(), page))
                        .redirectOutput(dom.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            abort("Chromium does not come to an end here");
        }
        String seen = Files.readString(dom);
        assumeTrue(seen.contains("</html>"), "Chromium does not run here");
        int from = seen.indexOf("data-seen=\"");
        return from < 0 ? "nothing" : seen.substring(from, seen.indexOf("\">", from));
    }

    private List<String> command(Path chromium, Path page) {
        return List.of(
                chromium.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--virtual-time-budget=5000",
                "--user-data-dir=" + folder.resolve("profile"),
                "--dump-dom",
                page.toUri().toString());
    }

    private static Optional<Path> chromium() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .flatMap(p -> Stream.of("chromium", "chromium-browser").map(n -> Path.of(p, n)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
