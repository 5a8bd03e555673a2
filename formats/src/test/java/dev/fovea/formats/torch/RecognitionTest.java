package dev.fovea.formats.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.formats.torch.Architectures.Candidate;
import dev.fovea.model.Dtype;
import dev.fovea.nn.Network;
import dev.fovea.tensor.Shape;
import dev.fovea.zoo.Zoo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecognitionTest {
    @ParameterizedTest
    @MethodSource("dev.fovea.zoo.Zoo#names")
    void everyNetworkOfTheZooWithOtherClasses(String name) {
        Network network = Zoo.network(name, Zoo.entry(name).input(), 7);
        Candidate best = Architectures.nearest(shapes(network)).getFirst();
        assertThat(best.distance()).isZero();
        assertThat(best.network()).isEqualTo(network);
    }

    /** Names and shapes written by make_shapes.py (torchvision 0.14). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "vgg11",
                "vgg11_bn",
                "vgg13",
                "vgg13_bn",
                "vgg16",
                "vgg16_bn",
                "vgg19",
                "vgg19_bn",
                "resnet18",
                "resnet34",
                "resnet50",
                "resnet101",
                "resnet152",
                "wide_resnet50_2",
                "wide_resnet101_2",
                "resnext50_32x4d",
                "resnext101_32x8d",
                "squeezenet1_0",
                "squeezenet1_1",
                "mobilenet_v2"
            })
    void torchvision(String name) throws IOException {
        Candidate best = Architectures.nearest(golden(name)).getFirst();
        assertThat(best.mismatch().toString()).startsWith("0 missing, 0 unexpected, 0 misshapen");
        assertThat(best.network().name()).isEqualTo(name);
        assertThat(best.network().outputShape().size()).isEqualTo(1000);
    }

    @Test
    void timmVgg() throws IOException {
        var timm = new LinkedHashMap<String, StoredTensor>();
        golden("vgg16")
                .forEach((name, shape) -> {
                    String other =
                            name.replace("classifier.0", "pre_logits.fc1")
                                    .replace("classifier.3", "pre_logits.fc2")
                                    .replace("classifier.6", "head.fc");
                    Shape stored =
                            switch (other) {
                                case "pre_logits.fc1.weight" -> Shape.of(4096, 512, 7, 7);
                                case "pre_logits.fc2.weight" -> Shape.of(4096, 4096, 1, 1);
                                default -> shape;
                            };
                    timm.put(other, StoredTensor.contiguous(Dtype.F32, stored, 0));
                });
        assertThat(best(timm).network().name()).isEqualTo("vgg16");
    }

    @Test
    void timmMobileNet() throws IOException {
        int[] blocks = {1, 2, 3, 4, 3, 3, 1};
        var timm = new LinkedHashMap<String, StoredTensor>();
        golden("mobilenet_v2")
                .forEach((name, shape) -> {
                    String[] part = name.split("\\.", -1);
                    String leaf = part[part.length - 1];
                    String other;
                    if (name.startsWith("classifier")) {
                        other = "classifier." + leaf;
                    } else if (part[1].equals("0") || part[1].equals("18")) {
                        boolean stem = part[1].equals("0");
                        other =
                                (part[2].equals("0")
                                                ? stem ? "conv_stem" : "conv_head"
                                                : stem ? "bn1" : "bn2")
                                        + "."
                                        + leaf;
                    } else {
                        int place = Integer.parseInt(part[1]) - 1;
                        int stage = 0;
                        while (place >= blocks[stage]) {
                            place -= blocks[stage++];
                        }
                        String inside =
                                String.join(".", Arrays.copyOfRange(part, 3, part.length - 1));
                        String layer =
                                stage == 0
                                        ? Map.of(
                                                        "0.0", "conv_dw", "0.1", "bn1", "1",
                                                        "conv_pw", "2", "bn2")
                                                .get(inside)
                                        : Map.of(
                                                        "0.0",
                                                        "conv_pw",
                                                        "0.1",
                                                        "bn1",
                                                        "1.0",
                                                        "conv_dw",
                                                        "1.1",
                                                        "bn2",
                                                        "2",
                                                        "conv_pwl",
                                                        "3",
                                                        "bn3")
                                                .get(inside);
                        other = "blocks." + stage + "." + place + "." + layer + "." + leaf;
                    }
                    timm.put(other, StoredTensor.contiguous(Dtype.F32, shape, 0));
                });
        assertThat(timm).hasSize(golden("mobilenet_v2").size());
        assertThat(best(timm).network().name()).isEqualTo("mobilenet_v2");
    }

    private static Candidate best(Map<String, StoredTensor> timm) {
        var naming = Renaming.fromTimm(new Renaming.Naming(timm, Set.of())).orElseThrow();
        Candidate best = Architectures.nearest(naming.shapes()).getFirst();
        assertThat(best.mismatch().toString()).startsWith("0 missing, 0 unexpected, 0 misshapen");
        return best;
    }

    private static Map<String, Shape> shapes(Network network) {
        var shapes = new LinkedHashMap<String, Shape>();
        network.parameters().forEach((name, parameter) -> shapes.put(name, parameter.shape()));
        return shapes;
    }

    private static Map<String, Shape> golden(String network) throws IOException {
        var shapes = new LinkedHashMap<String, Shape>();
        for (String line :
                new String(Golden.bytes("shapes.txt"), StandardCharsets.UTF_8).lines().toList()) {
            String[] part = line.split(" ", -1);
            if (part[0].equals(network)) {
                int[] extents =
                        part.length < 3 || part[2].equals("-")
                                ? new int[0]
                                : Arrays.stream(part[2].split("x", -1))
                                        .mapToInt(Integer::parseInt)
                                        .toArray();
                shapes.put(part[1], Shape.of(extents));
            }
        }
        return shapes;
    }
}
