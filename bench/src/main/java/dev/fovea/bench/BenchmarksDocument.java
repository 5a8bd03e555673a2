package dev.fovea.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The document with the figures: text by people, tables by the harness between markers. */
final class BenchmarksDocument {
    private BenchmarksDocument() {}

    /**
     * Replaces the machine's block and a suite's.
     *
     * @throws IOException if the file cannot be read or written, or lacks a marker
     */
    static void update(Path file, Suite suite, Report report, String machine) throws IOException {
        String text = Files.readString(file);
        text = replace(file, text, "machine", machine);
        text = replace(file, text, suite.label(), report.markdown());
        Files.writeString(file, text);
    }

    private static String replace(Path file, String text, String name, String content)
            throws IOException {
        String begin = "<!-- bench:" + name + " -->\n";
        String end = "<!-- end:" + name + " -->";
        int from = text.indexOf(begin);
        int to = text.indexOf(end, Math.max(0, from));
        if (from < 0 || to < 0) {
            throw new IOException(
                    file + ": needs the lines " + begin.strip() + " and " + end + " in this order");
        }
        return text.substring(0, from + begin.length())
                + content.stripTrailing()
                + "\n"
                + text.substring(to);
    }
}
