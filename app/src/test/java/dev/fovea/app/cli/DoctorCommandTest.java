package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DoctorCommandTest {
    @Test
    void saysWhatItFoundAndHowFastItIs() {
        CommandLineRun run = CommandLineRun.of("doctor", "--json");
        JsonNode found = JsonMapper.shared().readTree(run.out());

        assertThat(found.get("java").stringValue()).contains(Runtime.version().toString());
        assertThat(found.get("kernels").stringValue()).isNotEmpty();
        assertThat(found.get("speed")).hasSize(4);
        assertThat(found.get("speed"))
                .allSatisfy(speed -> assertThat(speed.get("rate").doubleValue()).isPositive());
        assertThat(run.exit()).isEqualTo(found.get("problems").isEmpty() ? 0 : 1);
    }
}
