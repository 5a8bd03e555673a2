package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StructureCommandTest {
    @Test
    void everyDirectionGetsADetector() {
        CommandLineRun run = CommandLineRun.of("see", "structure", "--json");
        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode answer = JsonMapper.shared().readTree(run.out());
        assertThat(answer.get("accuracy").doubleValue()).isGreaterThan(0.95);
        var preferred = new TreeSet<String>();
        for (JsonNode filter : answer.get("filters")) {
            preferred.add(filter.get("prefers").stringValue());
        }
        assertThat(preferred)
                .containsExactly("falling diagonal", "horizontal", "rising diagonal", "vertical");
    }
}
