package dev.fovea.data;

import dev.fovea.image.SampleRandom;

/** The order in which an epoch goes through a data set: a pure function of seed and epoch. */
final class Order {
    /** Keeps these numbers apart from those that change sample i. */
    private static final long STREAM = 0x6F72646572L;

    private Order() {}

    /** 0 .. size - 1 as they are. */
    static int[] sequential(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        return order;
    }

    /** 0 .. size - 1 in the order of this epoch. */
    static int[] shuffled(int size, long seed, long epoch) {
        int[] order = sequential(size);
        shuffle(order, seed, epoch);
        return order;
    }

    /** Puts numbers into a random order (Fisher and Yates; Durstenfeld 1964). */
    static void shuffle(int[] numbers, long seed, long coordinate) {
        SampleRandom random = SampleRandom.of(seed ^ STREAM, coordinate, 0);
        for (int i = numbers.length - 1; i > 0; i--) {
            int j = random.below(i + 1);
            int moved = numbers[i];
            numbers[i] = numbers[j];
            numbers[j] = moved;
        }
    }
}
