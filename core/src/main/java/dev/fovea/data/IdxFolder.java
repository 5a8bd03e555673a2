package dev.fovea.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The four files of MNIST and its like in one folder. */
final class IdxFolder {
    private IdxFolder() {}

    /** True if the pictures to train on are there. */
    static boolean isIn(Path folder) {
        return find(folder, "train", "images", 3).isPresent();
    }

    /**
     * @param classes empty for "0", "1", ...
     * @throws DataException if one of the four is missing or cannot be used
     */
    static DataSplits load(Path folder, String name, List<String> classes) throws DataException {
        Packed train = split(folder, "train", "train", classes);
        Packed test = split(folder, "t10k", "test", classes);
        if (classes.isEmpty()) {
            int count = Math.max(train.classes().size(), test.classes().size());
            List<String> numbers = IntStream.range(0, count).mapToObj(Integer::toString).toList();
            return DataSplits.of(name, train.withClassNames(numbers), test.withClassNames(numbers));
        }
        return DataSplits.of(name, train, test);
    }

    /**
     * One split of the four files.
     *
     * @param prefix how the files' names start
     * @param name what messages call the split
     */
    private static Packed split(Path folder, String prefix, String name, List<String> classes)
            throws DataException {
        Path images = require(folder, prefix, "images", 3);
        Path labels = require(folder, prefix, "labels", 1);
        return Idx.load(images, labels, classes).withName(name);
    }

    /** The labels of the test split, by which known sets are told apart. */
    static Optional<Path> testLabels(Path folder) {
        return find(folder, "t10k", "labels", 1);
    }

    private static Path require(Path folder, String prefix, String content, int dimensions)
            throws DataException {
        return find(folder, prefix, content, dimensions)
                .orElseThrow(() ->
                        new DataException(
                                folder.toString(),
                                ("the file %s-%s-idx%d-ubyte (or .gz) is missing; fetch it to"
                                                + " the others")
                                        .formatted(prefix, content, dimensions)));
    }

    /** Some copies have a dot where LeCun's files have a dash. */
    private static Optional<Path> find(Path folder, String prefix, String content, int dimensions) {
        for (String separator : List.of("-", ".")) {
            for (String ending : List.of("", ".gz")) {
                Path file =
                        folder.resolve(
                                "%s-%s%sidx%d-ubyte%s"
                                        .formatted(prefix, content, separator, dimensions, ending));
                if (Files.isRegularFile(file)) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }
}
