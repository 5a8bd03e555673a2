package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Views of data sets: parts, other labels, and the fingerprints of both. */
class SubsetTest {
    private static final Packed DATA =
            Packed.of(
                    "train",
                    1,
                    1,
                    1,
                    new byte[] {10, 20, 30, 40},
                    new int[] {0, 1, 2, 0},
                    List.of("cat", "dog", "red panda"));

    @Test
    void aSubsetKeepsItsOrder() throws IOException {
        Subset subset = Subset.of(DATA, 3, 1);
        assertThat(subset.size()).isEqualTo(2);
        assertThat(subset.image(0).at(0, 0, 0)).isEqualTo(40);
        assertThat(subset.label(1)).isEqualTo(1);
        assertThat(subset.describe(0)).isEqualTo("train #3");
        assertThat(subset.indexInWhole(0)).isEqualTo(3);
        assertThat(subset.classCounts()).containsExactly(1, 1, 0);
        assertThat(Subset.first(DATA, 9).size()).isEqualTo(4);
        assertThat(Subset.none(DATA).size()).isZero();
        assertThatThrownBy(() -> Subset.of(DATA, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void labelsFollowTheNamesOfAModel() throws IOException {
        Dataset asModel = DATA.withClasses(List.of("ant", "dog", "cat", "red panda"));
        assertThat(asModel.label(0)).isEqualTo(2);
        assertThat(asModel.label(1)).isEqualTo(1);
        assertThat(asModel.label(2)).isEqualTo(3);
        assertThat(asModel.image(2)).isEqualTo(DATA.image(2));
        assertThat(DATA.withClasses(DATA.classes())).isSameAs(DATA);
    }

    @Test
    void onlyClassesWithPicturesMustBeKnown() throws IOException {
        assertThatThrownBy(() -> DATA.withClasses(List.of("cat", "dog")))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "labels: the data have classes that are not among the 2 expected:"
                                + " \"red panda\". Expected are cat, dog");
        Dataset withoutPandas = Subset.of(DATA, 0, 1).withClasses(List.of("dog", "cat"));
        assertThat(withoutPandas.label(0)).isEqualTo(1);
    }

    @Test
    void fingerprintsTellDataApart() throws IOException {
        Packed samePixels =
                Packed.of(
                        "other name",
                        1,
                        1,
                        1,
                        new byte[] {10, 20, 30, 40},
                        new int[] {0, 1, 2, 0},
                        DATA.classes());
        Packed oneBitAway =
                Packed.of(
                        "train",
                        1,
                        1,
                        1,
                        new byte[] {10, 20, 30, 41},
                        new int[] {0, 1, 2, 0},
                        DATA.classes());
        assertThat(DATA.fingerprint())
                .matches("sha256:[0-9a-f]{64}")
                .isEqualTo(samePixels.fingerprint())
                .isNotEqualTo(oneBitAway.fingerprint());
        assertThat(Subset.of(DATA, 0, 1).fingerprint())
                .isEqualTo(Subset.of(samePixels, 0, 1).fingerprint())
                .isNotEqualTo(Subset.of(DATA, 1, 0).fingerprint())
                .isNotEqualTo(DATA.fingerprint());
    }

    @Test
    void packedPicturesAreChecked() {
        assertThatThrownBy(() -> Packed.of("x", 2, 2, 1, new byte[7], new int[2], List.of("a")))
                .hasMessage("Packed: 2 pictures of 2 x 2 x 1 need 8 bytes, got 7");
        assertThatThrownBy(
                        () -> Packed.of("x", 1, 1, 1, new byte[2], new int[] {0, 1}, List.of("a")))
                .hasMessage("Packed: labels must be 0 .. 0, got 1 at 1");
        assertThatThrownBy(() -> Packed.of("x", 1, 1, 4, new byte[4], new int[1], List.of("a")))
                .hasMessageContaining("channels 1 or 3, got 1 x 1 x 4");
    }
}
