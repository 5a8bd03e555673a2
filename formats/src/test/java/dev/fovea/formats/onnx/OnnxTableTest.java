package dev.fovea.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/onnx.md names the operators there are. */
class OnnxTableTest {
    @Test
    void namesEveryOperator() throws IOException {
        List<String> named =
                Files.readAllLines(Path.of("../docs/onnx.md")).stream()
                        .filter(line -> line.matches("\\| [A-Z].*"))
                        .map(line -> line.split("\\|", -1)[1].strip())
                        .toList();
        assertThat(named).containsExactlyElementsOf(Operators.allNames());
    }
}
