package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrderTest {
    /** Worked out in Python with SplitMix64; a checkpoint of any machine goes on on any other. */
    @Test
    void theOrderFollowsFromSeedAndEpochAlone() {
        assertThat(Order.shuffled(10, 42, 1)).containsExactly(2, 8, 7, 0, 9, 5, 6, 1, 4, 3);
        assertThat(Order.shuffled(10, 42, 2)).containsExactly(2, 7, 1, 9, 6, 8, 0, 4, 3, 5);
        assertThat(Order.shuffled(10, 43, 1)).isNotEqualTo(Order.shuffled(10, 42, 1));
        assertThat(Order.sequential(4)).containsExactly(0, 1, 2, 3);
        assertThat(Order.shuffled(0, 1, 1)).isEmpty();
    }

    @Test
    void everyPlaceIsEquallyLikely() {
        int[][] seen = new int[6][6];
        for (int seed = 0; seed < 60_000; seed++) {
            int[] order = Order.shuffled(6, seed, 3);
            for (int place = 0; place < 6; place++) {
                seen[order[place]][place]++;
            }
        }
        for (int[] places : seen) {
            for (int count : places) {
                // 10,000 expected, standard deviation 91
                assertThat(count).isBetween(9_600, 10_400);
            }
        }
    }
}
