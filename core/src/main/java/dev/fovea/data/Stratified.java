package dev.fovea.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Training pictures cut in three, every class in the same proportion.
 *
 * @param note what was cut, as a sentence
 */
record Stratified(Subset train, Subset validation, Subset test, String note) {
    static Stratified cut(Dataset whole, double validationPart, double testPart, long seed) {
        int[][] byClass = indicesByClass(whole);
        var train = new Indices(whole.size());
        var validation = new Indices(whole.size());
        var test = new Indices(whole.size());
        List<String> tooFew = new ArrayList<>();
        for (int label = 0; label < byClass.length; label++) {
            int[] indices = byClass[label];
            Order.shuffle(indices, seed, label);
            int forValidation = share(validationPart, indices.length, indices.length - 1);
            int forTest = share(testPart, indices.length, indices.length - 1 - forValidation);
            validation.add(indices, 0, forValidation);
            test.add(indices, forValidation, forTest);
            int taken = forValidation + forTest;
            train.add(indices, taken, indices.length - taken);
            if (indices.length > 0
                    && ((validationPart > 0 && forValidation == 0)
                            || (testPart > 0 && forTest == 0))) {
                tooFew.add(whole.classes().get(label));
            }
        }
        var note = new StringBuilder();
        String also = "";
        if (validationPart > 0) {
            note.append(Names.count(validation.size, "picture")).append(" for validation");
            also = " and ";
        }
        if (testPart > 0) {
            note.append(also).append(Names.count(test.size, "picture")).append(" for the test");
        }
        note.append(
                " were taken from the training pictures, of every class the same part, by seed "
                        + seed);
        if (!tooFew.isEmpty()) {
            note.append("; too few pictures to share for every split: ").append(Names.list(tooFew));
        }
        return new Stratified(
                train.in(whole), validation.in(whole), test.in(whole), note.toString());
    }

    /** The nearest whole number of pictures, at least one where something is wanted and there. */
    private static int share(double part, int count, int available) {
        if (part == 0 || available < 1) {
            return 0;
        }
        return Math.clamp(Math.round(part * count), 1, available);
    }

    private static int[][] indicesByClass(Dataset whole) {
        int[] counts = whole.classCounts();
        int[][] byClass = new int[counts.length][];
        for (int label = 0; label < counts.length; label++) {
            byClass[label] = new int[counts[label]];
        }
        int[] filled = new int[counts.length];
        for (int i = 0; i < whole.size(); i++) {
            int label = whole.label(i);
            byClass[label][filled[label]++] = i;
        }
        return byClass;
    }

    private static final class Indices {
        private final int[] numbers;
        private int size;

        Indices(int capacity) {
            numbers = new int[capacity];
        }

        void add(int[] from, int start, int count) {
            System.arraycopy(from, start, numbers, size, count);
            size += count;
        }

        /** In ascending order, so that a pass without shuffling reads the disk forwards. */
        Subset in(Dataset whole) {
            int[] sorted = Arrays.copyOf(numbers, size);
            Arrays.sort(sorted);
            return Subset.of(whole, sorted);
        }
    }
}
