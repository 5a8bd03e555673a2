package dev.fovea.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder that holds one folder for each class.
 *
 * @param folder the folder
 * @param classes what lies in each class's folder, sorted by name
 * @param ignored everything that is not read, here and in the class folders
 * @param problems why this cannot be used as a data set; empty if it can
 */
record FolderScan(
        Path folder, List<ClassScan> classes, Ignored ignored, List<DataException> problems) {
    /** Looks at the folder and all below it; what is wrong becomes a problem, not an exception. */
    static FolderScan of(Path folder) {
        try {
            return of(folder, Listing.of(folder));
        } catch (DataException e) {
            return new FolderScan(folder, List.of(), Ignored.NONE, List.of(e));
        }
    }

    static FolderScan of(Path folder, Listing listing) {
        List<ClassScan> classes = new ArrayList<>();
        List<DataException> problems = new ArrayList<>();
        Ignored ignored = listing.withLoosePictures();
        for (Path child : listing.folders()) {
            ClassScan scan = ClassScan.of(child);
            classes.add(scan);
            ignored = ignored.plus(scan.ignored());
            problems.addAll(scan.problems());
        }
        if (classes.isEmpty()) {
            problems.add(withoutClasses(folder, listing));
        }
        return new FolderScan(folder, classes, ignored, problems);
    }

    /** The names of the classes that have a folder, with pictures or without. */
    List<String> classNames() {
        return classes.stream().map(ClassScan::name).toList();
    }

    /** What else is wrong if a network is to be trained on these pictures. */
    List<DataException> problemsForTraining() {
        List<DataException> all = new ArrayList<>(problems);
        for (ClassScan scan : classes) {
            if (scan.pictures().isEmpty() && scan.problems().isEmpty()) {
                all.add(
                        new DataException(
                                scan.folder().toString(),
                                "a class without pictures (%s); add some or remove the folder"
                                        .formatted(
                                                scan.ignored().total() == 0
                                                        ? "the folder is empty"
                                                        : "it holds only " + scan.ignored())));
            }
        }
        if (classes.size() == 1) {
            all.add(oneClass());
        }
        return all;
    }

    private DataException oneClass() {
        ClassScan only = classes.getFirst();
        String hint = "";
        try {
            List<Path> below = Listing.of(only.folder()).folders();
            if (!below.isEmpty()) {
                hint = "; it holds folders itself, did you mean " + only.folder() + "?";
            }
        } catch (DataException _) {
            hint = ""; // the problem is listed already
        }
        return new DataException(
                folder.toString(),
                "has only one class, \"%s\", expected one folder for each of at least two classes%s"
                        .formatted(only.name(), hint));
    }

    private static DataException withoutClasses(Path folder, Listing listing) {
        String found;
        if (listing.pictures() > 0) {
            found =
                    Names.count(listing.pictures(), "picture")
                            + " directly in it, which have no label; move them into one folder for each class";
        } else if (listing.ignored().total() > 0) {
            found = "only " + listing.ignored();
        } else {
            found = "nothing: it is empty";
        }
        return new DataException(
                folder.toString(),
                "expected one folder of pictures for each class, found " + found);
    }
}
