package dev.fovea.data;

import java.util.ArrayList;
import java.util.List;

/**
 * The pictures to train on, to choose by, and to be judged by. A split that the data do not have is
 * an empty data set.
 *
 * @param name what the data are called: a folder's name or "mnist"
 * @param train never used to judge
 * @param validation for early stopping and the choice of settings
 * @param test looked at last
 * @param notes what a person should know about how the splits came about, one sentence each
 */
public record DataSplits(
        String name, Dataset train, Dataset validation, Dataset test, List<String> notes) {
    /**
     * @throws IllegalArgumentException if the three do not have the same classes
     */
    public DataSplits {
        if (!train.classes().equals(validation.classes())
                || !train.classes().equals(test.classes())) {
            throw new IllegalArgumentException(
                    ("DataSplits: all splits must have the same classes, got %s in train, %s"
                                    + " in validation, %s in test")
                            .formatted(
                                    Names.list(train.classes()),
                                    Names.list(validation.classes()),
                                    Names.list(test.classes())));
        }
        notes = List.copyOf(notes);
    }

    /** Training and test pictures without a validation split. */
    public static DataSplits of(String name, Dataset train, Dataset test) {
        return new DataSplits(name, train, Subset.none(train), test, List.of());
    }

    /** Training pictures only. */
    public static DataSplits of(String name, Dataset train) {
        return new DataSplits(name, train, Subset.none(train), Subset.none(train), List.of());
    }

    /** The names of the classes, the same in every split. */
    public List<String> classes() {
        return train.classes();
    }

    /** The same splits with one more note. */
    public DataSplits withNote(String note) {
        List<String> longer = new ArrayList<>(notes);
        longer.add(note);
        return new DataSplits(name, train, validation, test, longer);
    }

    /**
     * The same data with the missing splits taken out of the training pictures, stratified: of
     * every class the same part, to the nearest whole picture. A class with two pictures or more
     * gives at least one to each split that is wanted, as long as one stays to train on. Splits
     * that are there stay as they are, and so does the order of the pictures.
     */
    public DataSplits complete(SplitOptions options) {
        double validationPart = validation.size() == 0 ? options.validation() : 0;
        double testPart = test.size() == 0 ? options.test() : 0;
        if (validationPart == 0 && testPart == 0) {
            return this;
        }
        Stratified cut = Stratified.cut(train, validationPart, testPart, options.seed());
        DataSplits result =
                new DataSplits(
                        name,
                        cut.train(),
                        validationPart > 0 ? cut.validation() : validation,
                        testPart > 0 ? cut.test() : test,
                        notes);
        return cut.note().isEmpty() ? result : result.withNote(cut.note());
    }

    /** A hash over the fingerprints of the three splits. */
    public String fingerprint() {
        return Fingerprint.start()
                .add("splits")
                .add(train.fingerprint())
                .add(validation.fingerprint())
                .add(test.fingerprint())
                .finish();
    }
}
