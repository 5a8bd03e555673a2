package dev.fovea.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.model.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ONNX's own tests of single operators, as Debian's package libonnx-testdata (1.12) has them: those
 * of the operators Fovea reads, with float inputs of up to four axes. Other inputs (shapes, axes)
 * are constants. {@code -Dfovea.test.onnx.nodes=FOLDER} names another folder; skipped without one.
 */
class NodeConformanceTest {
    private static final Path DEBIAN = Path.of("/usr/share/libonnx-testdata/data/node");

    /** What is not supported, and why. */
    private static final Map<String, String> UNSUPPORTED =
            Map.of(
                    "test_batchnorm_epsilon_training_mode", "statistics of the batch",
                    "test_batchnorm_example_training_mode", "statistics of the batch",
                    "test_maxpool_with_argmax_2d_precomputed_pads", "indices as an output",
                    "test_maxpool_with_argmax_2d_precomputed_strides", "indices as an output",
                    "test_resize_tf_crop_and_resize", "a region of interest",
                    "test_slice_start_out_of_bounds", "an empty tensor",
                    "test_training_dropout", "numpy's random numbers",
                    "test_training_dropout_default", "numpy's random numbers",
                    "test_training_dropout_default_mask", "numpy's random numbers",
                    "test_training_dropout_mask", "numpy's random numbers");

    private static final int PASSED = 360;

    @TempDir private Path folder;

    @Test
    void agreesWithTheNodeTests() throws IOException {
        Path nodes = Path.of(System.getProperty("fovea.test.onnx.nodes", DEBIAN.toString()));
        assumeTrue(
                Files.isDirectory(nodes),
                "needs Debian's libonnx-testdata, or -Dfovea.test.onnx.nodes=FOLDER");
        var passed = new TreeSet<String>();
        var failed = new TreeMap<String, String>();
        for (Path test : tests(nodes)) {
            String name = test.getFileName().toString();
            try {
                NodeCase node = NodeCase.read(test, folder, Operators.allNames());
                if (node == null) {
                    continue;
                }
                node.check();
                passed.add(name);
            } catch (FormatException e) {
                failed.put(name, String.valueOf(e.getMessage()));
            } catch (RuntimeException | AssertionError e) {
                failed.put(name, e.toString());
            }
        }
        System.out.println(
                "ONNX node tests: " + passed.size() + " passed, " + failed.size() + " did not");
        assertThat(failed).as("tests that fail and why").containsOnlyKeys(UNSUPPORTED.keySet());
        // As many as docs/onnx.md says.
        assertThat(passed).hasSize(PASSED);
    }

    private static Iterable<Path> tests(Path nodes) throws IOException {
        try (Stream<Path> all = Files.list(nodes)) {
            return all.sorted().toList();
        }
    }
}
