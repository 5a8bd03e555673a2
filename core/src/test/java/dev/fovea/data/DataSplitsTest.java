package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The seeded, stratified split. */
class DataSplitsTest {
    private static final List<String> CLASSES = List.of("a", "b", "c");

    /** 100 of a, 20 of b and 1 of c, in turns. */
    private static Packed unbalanced() {
        int[] labels = new int[121];
        for (int i = 0; i < 20; i++) {
            labels[i * 6] = 1;
        }
        labels[1] = 2;
        return Packed.of("train", 1, 1, 1, new byte[121], labels, CLASSES);
    }

    private static int[] indices(Dataset part) {
        int[] indices = new int[part.size()];
        Arrays.setAll(indices, ((Subset) part)::indexInWhole);
        return indices;
    }

    @Test
    void everyClassGivesTheSamePart() {
        DataSplits cut = DataSplits.of("x", unbalanced()).complete(new SplitOptions(0.1, 0.25, 3));
        assertThat(cut.validation().classCounts()).containsExactly(10, 2, 0);
        assertThat(cut.test().classCounts()).containsExactly(25, 5, 0);
        assertThat(cut.train().classCounts()).containsExactly(65, 13, 1);
        assertThat(cut.notes())
                .containsExactly(
                        "12 pictures for validation and 30 pictures for the test were taken from"
                                + " the training pictures, of every class the same part, by seed 3;"
                                + " too few pictures to share for every split: c");
    }

    @Test
    void noPictureIsLostOrTwice() {
        DataSplits cut = DataSplits.of("x", unbalanced()).complete(new SplitOptions(0.2, 0.2, 1));
        var all = new TreeSet<Integer>();
        for (Dataset part : List.of(cut.train(), cut.validation(), cut.test())) {
            int[] indices = indices(part);
            assertThat(indices).isSorted();
            Arrays.stream(indices).forEach(all::add);
        }
        assertThat(cut.train().size() + cut.validation().size() + cut.test().size()).isEqualTo(121);
        assertThat(all).hasSize(121);
    }

    @Test
    void theSeedChooses() {
        DataSplits data = DataSplits.of("x", unbalanced());
        int[] one = indices(data.complete(new SplitOptions(0.1, 0, 1)).validation());
        int[] again = indices(data.complete(new SplitOptions(0.1, 0, 1)).validation());
        int[] two = indices(data.complete(new SplitOptions(0.1, 0, 2)).validation());
        assertThat(one).isEqualTo(again).isNotEqualTo(two);
        assertThat(data.complete(new SplitOptions(0.1, 0, 1)).fingerprint())
                .isNotEqualTo(data.complete(new SplitOptions(0.1, 0, 2)).fingerprint());
    }

    @Test
    void splitsThatAreThereStay() {
        Packed test = Packed.of("test", 1, 1, 1, new byte[1], new int[1], CLASSES);
        DataSplits data = DataSplits.of("x", unbalanced(), test);
        assertThat(data.complete(SplitOptions.asFound())).isSameAs(data);
        DataSplits cut = data.complete(SplitOptions.standard());
        assertThat(cut.test()).isSameAs(test);
        assertThat(cut.validation().size()).isEqualTo(12);
    }

    @Test
    void smallClassesStillGiveOneToEach() {
        Packed six = Packed.of("x", 1, 1, 1, new byte[6], new int[] {0, 0, 0, 1, 1, 2}, CLASSES);
        DataSplits cut = DataSplits.of("x", six).complete(new SplitOptions(0.1, 0.1, 0));
        assertThat(cut.validation().classCounts()).containsExactly(1, 1, 0);
        assertThat(cut.test().classCounts()).containsExactly(1, 0, 0);
        assertThat(cut.train().classCounts()).containsExactly(1, 1, 1);
    }

    @Test
    void wrongPartsAndClassesAreRefused() {
        assertThatThrownBy(() -> new SplitOptions(0.5, 0.5, 0))
                .hasMessageContaining("together below 1, got 0.5 and 0.5");
        assertThatThrownBy(() -> SplitOptions.standard().withTest(Double.NaN))
                .hasMessageContaining("got 0.1 and NaN");
        Packed other = Packed.of("t", 1, 1, 1, new byte[0], new int[0], List.of("a", "b"));
        assertThatThrownBy(() -> DataSplits.of("x", unbalanced(), other))
                .hasMessageContaining("the same classes, got a, b, c in train");
    }
}
