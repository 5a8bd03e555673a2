package dev.fovea.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How a folder of pictures is arranged: one folder for each class, or folders for training,
 * validation and test that hold the class folders.
 *
 * @param folder the folder
 * @param splits the split folders; only {@link SplitRole#TRAIN}, the folder itself, where there are
 *     none
 * @param inSplits whether there are split folders
 * @param ignored what lies beside the split folders and is not read
 * @param notes how the folder was understood, where that is not obvious
 * @param problems why it cannot be used; empty if it can
 */
record Layout(
        Path folder,
        Map<SplitRole, FolderScan> splits,
        boolean inSplits,
        Ignored ignored,
        List<String> notes,
        List<DataException> problems) {
    /** Looks at the folder and all below it; what is wrong becomes a problem, not an exception. */
    static Layout of(Path folder) {
        Listing listing;
        try {
            listing = Listing.of(folder);
        } catch (DataException e) {
            return new Layout(folder, Map.of(), false, Ignored.NONE, List.of(), List.of(e));
        }
        Map<SplitRole, List<Path>> named = new EnumMap<>(SplitRole.class);
        List<Path> others = new ArrayList<>();
        for (Path child : listing.folders()) {
            SplitRole.of(child)
                    .ifPresentOrElse(
                            role -> named.computeIfAbsent(role, _ -> new ArrayList<>()).add(child),
                            () -> others.add(child));
        }
        List<Path> candidates = named.values().stream().flatMap(List::stream).toList();
        boolean nested = candidates.stream().anyMatch(Layout::holdsFolders);
        if (candidates.isEmpty()
                || (!nested
                        && candidates.equals(named.get(SplitRole.TRAIN))
                        && !others.isEmpty())) {
            return plain(folder, listing, candidates);
        }
        return inSplits(folder, listing, named, others);
    }

    private static boolean holdsFolders(Path folder) {
        try {
            return !Listing.of(folder).folders().isEmpty();
        } catch (DataException _) {
            return true; // scanning it as a split will say why it cannot be read
        }
    }

    private static Layout plain(Path folder, Listing listing, List<Path> classesCalledTrain) {
        FolderScan scan = FolderScan.of(folder, listing);
        List<String> notes = new ArrayList<>();
        for (Path odd : classesCalledTrain) {
            notes.add(
                    "the folder \"%s\" holds pictures and no folders, so it is taken as a class"
                            .formatted(odd.getFileName()));
        }
        return new Layout(
                folder,
                Map.of(SplitRole.TRAIN, scan),
                false,
                Ignored.NONE,
                notes,
                scan.problemsForTraining());
    }

    private static Layout inSplits(
            Path folder, Listing listing, Map<SplitRole, List<Path>> named, List<Path> others) {
        List<DataException> problems = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Map<SplitRole, FolderScan> splits = new EnumMap<>(SplitRole.class);
        named.forEach((role, folders) -> {
            if (folders.size() > 1) {
                problems.add(
                        new DataException(
                                folder.toString(),
                                "has %d folders for the same split: %s; keep one"
                                        .formatted(folders.size(), fileNames(folders))));
            }
            splits.put(role, FolderScan.of(folders.getFirst()));
        });
        Ignored ignored = listing.withLoosePictures();
        for (Path other : others) {
            ClassScan scan = ClassScan.of(other);
            if (!scan.pictures().isEmpty()) {
                problems.add(
                        new DataException(
                                folder.toString(),
                                ("a mixed layout: beside the split folders (%s) the folder"
                                                + " \"%s\" holds %s. Move it into a split, as a class, or out"
                                                + " of here")
                                        .formatted(
                                                fileNames(
                                                        named.values().stream()
                                                                .flatMap(List::stream)
                                                                .toList()),
                                                scan.name(),
                                                Names.count(scan.pictures().size(), "picture"))));
            } else {
                notes.add(
                        "the folder \"%s\" holds no pictures and is ignored"
                                .formatted(scan.name()));
            }
            ignored = ignored.plus(scan.ignored());
        }
        checkClasses(folder, splits, problems);
        return new Layout(folder, splits, true, ignored, notes, problems);
    }

    private static void checkClasses(
            Path folder, Map<SplitRole, FolderScan> splits, List<DataException> problems) {
        FolderScan train = splits.get(SplitRole.TRAIN);
        if (train == null) {
            problems.add(
                    new DataException(
                            folder.toString(),
                            "has no training pictures: found the folders %s but none called %s"
                                    .formatted(
                                            fileNames(
                                                    splits.values().stream()
                                                            .map(FolderScan::folder)
                                                            .toList()),
                                            SplitRole.TRAIN.spellings())));
        }
        splits.forEach((role, scan) ->
                problems.addAll(
                        role == SplitRole.TRAIN ? scan.problemsForTraining() : scan.problems()));
        if (train == null) {
            return;
        }
        List<String> known = train.classNames();
        for (FolderScan scan : splits.values()) {
            List<String> unknown = new ArrayList<>();
            for (ClassScan each : scan.classes()) {
                if (!each.pictures().isEmpty() && !known.contains(each.name())) {
                    unknown.add(each.name());
                }
            }
            if (!unknown.isEmpty()) {
                problems.add(
                        new DataException(
                                scan.folder().toString(),
                                ("has classes that the training pictures do not have: %s. Add"
                                                + " them there or remove them here")
                                        .formatted(Names.list(unknown))));
            }
        }
    }

    private static String fileNames(List<Path> folders) {
        return Names.list(folders.stream().map(f -> f.getFileName().toString()).toList());
    }
}
