package dev.fovea.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.nn.Network;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Parameter counts, names and shapes against torchvision 0.14: torchvision.txt by
 * make_torchvision.py.
 */
class TorchvisionTest {
    private static final Map<String, List<String>> TORCHVISION = read();

    static Stream<String> networks() {
        return TORCHVISION.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void hasTorchvisionsParameters(String line) {
        String name = line.substring(0, line.indexOf(' '));
        Network network = Zoo.network(name);
        long trainable =
                network.parameters().values().stream()
                        .filter(parameter -> parameter.role().trainable())
                        .mapToLong(parameter -> parameter.shape().size())
                        .sum();
        assertThat(name + " " + trainable).isEqualTo(line);
        List<String> expected = TORCHVISION.get(line);
        if (!expected.isEmpty()) {
            var ours = new ArrayList<String>();
            network.parameters()
                    .forEach((full, parameter) -> ours.add(full + " " + parameter.shape()));
            assertThat(ours).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void theGoldenListIsComplete() {
        assertThat(TORCHVISION).hasSize(12);
        assertThat(TORCHVISION.values().stream().filter(list -> !list.isEmpty())).hasSize(7);
    }

    private static Map<String, List<String>> read() {
        var networks = new LinkedHashMap<String, List<String>>();
        List<String> current = new ArrayList<>();
        try (InputStream in = TorchvisionTest.class.getResourceAsStream("torchvision.txt")) {
            for (String line :
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (line.startsWith(" ")) {
                    current.add(line.strip());
                } else {
                    current = new ArrayList<>();
                    networks.put(line, current);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return networks;
    }
}
