package dev.fovea.data;

import dev.fovea.image.ImageDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Opens data for training. */
public final class Splits {
    private Splits() {}

    /**
     * The data in a folder, whatever their form: one folder for each class; folders called train
     * (training), val (valid, validation) and test (testing) that hold the class folders; the four
     * IDX files of MNIST and its like; or the binary version of CIFAR-10 or CIFAR-100 (fine
     * labels).
     *
     * <p>Splits that are not there are taken from the training pictures as the options say.
     *
     * @throws DataException if the folder is missing, cannot be read, or does not hold what can be
     *     trained on; the message says what to change
     */
    public static DataSplits open(Path folder, SplitOptions options, ImageDecoder decoder)
            throws DataException {
        DataSplits found;
        if (IdxFolder.isIn(folder)) {
            List<String> classes =
                    NamedDataset.identify(folder).map(NamedDataset::classes).orElse(List.of());
            found = IdxFolder.load(folder, folderName(folder), classes);
        } else if (Cifar.is10(folder)) {
            found = Cifar.load10(folder);
        } else if (Cifar.is100(folder)) {
            found = Cifar.load100(folder, Cifar.Labels.FINE);
        } else {
            found = pictures(folder, decoder);
        }
        return found.complete(options);
    }

    private static DataSplits pictures(Path folder, ImageDecoder decoder) throws DataException {
        Layout layout = Layout.of(folder);
        if (!layout.problems().isEmpty()) {
            throw DataException.firstOf(layout.problems());
        }
        FolderScan train = Objects.requireNonNull(layout.splits().get(SplitRole.TRAIN));
        return of(layout, train.classNames(), decoder);
    }

    /** The splits that a layout has, with labels that index these classes. */
    static DataSplits of(Layout layout, List<String> classes, ImageDecoder decoder)
            throws DataException {
        ImageFolder none =
                ImageFolder.of(
                        new FolderScan(layout.folder(), List.of(), Ignored.NONE, List.of()),
                        classes,
                        decoder);
        List<String> notes = new ArrayList<>(layout.notes());
        Ignored ignored = layout.ignored();
        List<Dataset> parts = new ArrayList<>();
        for (SplitRole role : SplitRole.values()) {
            FolderScan scan = layout.splits().get(role);
            if (scan == null) {
                parts.add(none);
            } else {
                ImageFolder pictures = ImageFolder.of(scan, classes, decoder);
                parts.add(pictures);
                ignored = ignored.plus(scan.ignored());
                if (role != SplitRole.TRAIN) {
                    noteMissing(pictures, notes);
                }
            }
        }
        if (ignored.total() > 0) {
            notes.add("ignored: " + ignored);
        }
        return new DataSplits(
                folderName(layout.folder()), parts.get(0), parts.get(1), parts.get(2), notes);
    }

    private static void noteMissing(ImageFolder pictures, List<String> notes) {
        int[] counts = pictures.classCounts();
        List<String> missing = new ArrayList<>();
        for (int label = 0; label < counts.length; label++) {
            if (counts[label] == 0) {
                missing.add(pictures.classes().get(label));
            }
        }
        if (!missing.isEmpty()) {
            notes.add(
                    "%s has no pictures of %s"
                            .formatted(pictures.folder().getFileName(), Names.list(missing)));
        }
    }

    /** The folder's name, also of "." and of a path that ends in "..". */
    static String folderName(Path folder) {
        Path whole = folder.toAbsolutePath().normalize();
        return whole.getFileName() == null ? whole.toString() : whole.getFileName().toString();
    }
}
