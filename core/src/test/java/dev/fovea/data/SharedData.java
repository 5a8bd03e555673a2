package dev.fovea.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real data sets that lie beside the project on some machines; tests skip where they do not. */
final class SharedData {
    private SharedData() {}

    /** The folder {@code ../shared/data}, seen from the root of the project. */
    static Path folder() {
        Path module = Path.of("").toAbsolutePath();
        for (Path root = module; root != null; root = root.getParent()) {
            Path candidate = root.resolveSibling("shared").resolve("data");
            if (Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        assumeTrue(false, "the folder ../shared/data is absent: nothing to read real data from");
        throw new AssertionError("not reached");
    }

    /** Where Debian's package dataset-fashion-mnist puts its files. */
    static Path fashionMnist() {
        Path folder = Path.of("/usr/share/datasets/fashion-mnist");
        assumeTrue(
                Files.isDirectory(folder), "Debian's package dataset-fashion-mnist is not there");
        return folder;
    }
}
