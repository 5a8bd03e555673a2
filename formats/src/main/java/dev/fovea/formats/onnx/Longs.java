package dev.fovea.formats.onnx;

import java.util.Arrays;

/** Whole numbers as they come. */
final class Longs {
    private long[] numbers = new long[8];
    private int size;

    void add(long number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
        numbers[size++] = number;
    }

    int size() {
        return size;
    }

    long[] toArray() {
        return Arrays.copyOf(numbers, size);
    }
}
