package dev.fovea.data;

import dev.fovea.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A data set whose labels index another list of class names. */
final class Relabelled implements Dataset {
    private final Dataset dataset;
    private final List<String> classes;
    private final int[] newLabels;

    private Relabelled(Dataset dataset, List<String> classes, int[] newLabels) {
        this.dataset = dataset;
        this.classes = classes;
        this.newLabels = newLabels;
    }

    static Relabelled of(Dataset dataset, List<String> names) throws DataException {
        int[] counts = dataset.classCounts();
        int[] newLabels = new int[counts.length];
        List<String> unknown = new ArrayList<>();
        for (int label = 0; label < counts.length; label++) {
            newLabels[label] = names.indexOf(dataset.classes().get(label));
            if (newLabels[label] < 0 && counts[label] > 0) {
                unknown.add(dataset.classes().get(label));
            }
        }
        if (!unknown.isEmpty()) {
            throw new DataException(
                    "labels",
                    "the data have classes that are not among the %d expected: %s. Expected are %s"
                            .formatted(names.size(), Names.list(unknown), Names.list(names)));
        }
        return new Relabelled(dataset, List.copyOf(names), newLabels);
    }

    Dataset original() {
        return dataset;
    }

    @Override
    public int size() {
        return dataset.size();
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public int label(int index) {
        return newLabels[dataset.label(index)];
    }

    @Override
    public Image image(int index) throws IOException {
        return dataset.image(index);
    }

    @Override
    public String describe(int index) {
        return dataset.describe(index);
    }

    @Override
    public Optional<Path> file(int index) {
        return dataset.file(index);
    }

    @Override
    public String fingerprint() {
        return Fingerprint.start()
                .add("relabelled")
                .add(dataset.fingerprint())
                .add(classes)
                .finish();
    }
}
