package dev.fovea.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> ZOO =
            List.of("mlp", "lenet5", "vgg16", "vgg16_bn", "resnet18");

    @Test
    void putsTheNameWithFewestTypingErrorsFirst() {
        assertThat(Nearest.first("rsenet18", ZOO)).first().isEqualTo("resnet18");
        assertThat(Nearest.first("LeNet-5", ZOO)).first().isEqualTo("lenet5");
        assertThat(Nearest.first("paddin", List.of("kernel", "padding")))
                .first()
                .isEqualTo("padding");
    }

    @Test
    void aNameInsideAnotherIsNear() {
        assertThat(Nearest.first("vgg", ZOO)).startsWith("vgg16", "vgg16_bn");
        assertThat(Nearest.first("vgg16_bn_imagenet", ZOO)).startsWith("vgg16", "vgg16_bn");
    }

    @Test
    void equallyNearNamesKeepTheirOrder() {
        assertThat(Nearest.first("", List.of("bb", "aa", "c"))).containsExactly("c", "bb", "aa");
    }

    @Test
    void countsWhatItDoesNotList() {
        assertThat(Nearest.list("vgg16", ZOO, 2)).isEqualTo("vgg16, vgg16_bn and 3 more");
        assertThat(Nearest.list("mlp", List.of("mlp"), 2)).isEqualTo("mlp");
    }

    @Test
    void hostileNamesCostNoTime() {
        String long1 = "a".repeat(1_000_000);
        List<String> known =
                Stream.iterate(0, i -> i + 1)
                        .limit(100_000)
                        .map(i -> "b" + i + long1.substring(0, 100))
                        .toList();
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(Nearest.first(long1, known)).hasSize(100_000));
        assertThat(Nearest.first("b1" + long1, List.of("x", "b1" + long1)))
                .first()
                .isNotEqualTo("x");
    }
}
