package dev.fovea.app.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.data.DataSplits;
import dev.fovea.data.NamedDataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddedFashionTest {
    @Test
    void tenClassesInAboutEqualParts() throws Exception {
        DataSplits data = EmbeddedFashion.load();

        assertThat(data.train().size()).isEqualTo(10_000);
        assertThat(data.test().size()).isEqualTo(2_000);
        assertThat(data.classes()).hasSize(10).contains("Ankle boot");
        assertThat(Arrays.stream(data.train().classCounts()).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(900, 1100));
        assertThat(data.classes().get(data.train().label(0))).isEqualTo("Ankle boot");
    }

    @Test
    void theyAreTheFirstOfTheOriginal() throws Exception {
        assumeTrue(
                Files.isDirectory(Path.of("/usr/share/datasets/fashion-mnist")),
                "Debian's package dataset-fashion-mnist is not installed");
        DataSplits whole = NamedDataset.FASHION_MNIST.find(List.of());
        DataSplits ours = EmbeddedFashion.load();

        for (int i : new int[] {0, 1, 4711, 9_999}) {
            assertThat(ours.train().image(i)).isEqualTo(whole.train().image(i));
            assertThat(ours.train().label(i)).isEqualTo(whole.train().label(i));
        }
        assertThat(ours.test().image(1_999)).isEqualTo(whole.test().image(1_999));
    }
}
