package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.explain.Nodes;
import dev.fovea.nn.Network;
import dev.fovea.tensor.Shape;
import dev.fovea.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Nodes that examples name are nodes of VGG-16, or of the network that train makes by itself. */
class ExamplesTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("fovea see (\\w+) (runs/|vgg16)\\S*[^;]* --node (\\w+)");

    private static final Set<String> WITH_MAPS = Set.of("maps", "top9", "evolution");

    @Test
    void examplesNameNodesThatExist() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("..", "README.md")));
        CommandLine see = Main.commandLine().getSubcommands().get("see");
        lines.addAll(List.of(see.getCommandSpec().usageMessage().footer()));
        for (CommandLine command : see.getSubcommands().values()) {
            lines.addAll(List.of(command.getCommandSpec().usageMessage().footer()));
        }
        Network ours = Zoo.network("small-vgg", Shape.of(28, 28, 1), 10);
        Network vgg = Zoo.network("vgg16");
        int examples = 0;
        for (String line : lines) {
            Matcher example = EXAMPLE.matcher(line);
            if (example.find()) {
                examples++;
                Network network = example.group(2).equals("vgg16") ? vgg : ours;
                String node = example.group(3);
                assertThat(
                                WITH_MAPS.contains(example.group(1))
                                        ? Nodes.findMap(network, node).name()
                                        : Nodes.find(network, node).name())
                        .as(line)
                        .isEqualTo(node);
            }
        }
        assertThat(examples).isGreaterThan(12);
    }
}
