package dev.fovea.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks at data before a network does: counts, sizes, pictures that cannot be read, pictures that
 * are there twice, and what to normalize with. Pictures are looked at one by one, so the data may
 * be larger than memory; a hash of 16 bytes is kept of each.
 */
public final class DataDoctor {
    /** From here on a class is so small that it hardly counts in the training. */
    private static final double IMBALANCED = 10;

    private DataDoctor() {}

    /**
     * Examines a folder of any form that {@link Splits#open} takes, also one that it would refuse:
     * what is wrong becomes a problem of the report.
     *
     * @throws DataException if the folder is missing or cannot be listed, or it holds IDX or CIFAR
     *     files that are damaged
     */
    public static DataReport examine(Path folder, DoctorOptions options) throws DataException {
        if (IdxFolder.isIn(folder) || Cifar.is10(folder) || Cifar.is100(folder)) {
            return examine(Splits.open(folder, SplitOptions.asFound(), options.decoder()), options);
        }
        Layout layout = Layout.of(folder);
        if (layout.splits().isEmpty()) {
            throw DataException.firstOf(layout.problems());
        }
        var classes = new TreeSet<String>();
        Ignored ignored = layout.ignored();
        for (FolderScan scan : layout.splits().values()) {
            classes.addAll(scan.classNames());
            ignored = ignored.plus(scan.ignored());
        }
        DataSplits splits = Splits.of(layout, List.copyOf(classes), options.decoder());
        List<String> problems = layout.problems().stream().map(DataException::getMessage).toList();
        return examine(splits, options, problems, layout.notes(), ignored);
    }

    /**
     * Examines data that are open.
     *
     * @throws DataException if the thread is interrupted
     */
    public static DataReport examine(DataSplits splits, DoctorOptions options)
            throws DataException {
        Ignored ignored = Ignored.NONE;
        for (ImageFolder folder : folders(splits)) {
            ignored = ignored.plus(folder.ignored());
        }
        List<String> problems = new ArrayList<>();
        int[] counts = splits.train().classCounts();
        for (int label = 0; label < counts.length; label++) {
            if (counts[label] == 0) {
                problems.add(
                        "the class \"%s\" has no training picture"
                                .formatted(splits.classes().get(label)));
            }
        }
        if (counts.length < 2) {
            problems.add("there are fewer than two classes");
        }
        return examine(splits, options, problems, List.of(), ignored);
    }

    /** The folders behind the splits, each once though two splits may be cut out of it. */
    private static Set<ImageFolder> folders(DataSplits splits) {
        Set<ImageFolder> folders = new LinkedHashSet<>();
        for (SplitRole role : SplitRole.values()) {
            Dataset dataset = role.in(splits);
            while (dataset instanceof Subset subset) {
                dataset = subset.whole();
            }
            if (dataset instanceof ImageFolder folder) {
                folders.add(folder);
            }
        }
        return folders;
    }

    private static DataReport examine(
            DataSplits splits,
            DoctorOptions options,
            List<String> problems,
            List<String> notes,
            Ignored ignored)
            throws DataException {
        var examination = new Examination(splits, options);
        Findings found = examination.run();
        List<DataReport.Duplicate> duplicates = Duplicates.find(splits, examination);
        List<DataReport.Split> counts = counts(splits);
        List<String> allProblems = new ArrayList<>(problems);
        allProblems.addAll(classesWithoutAGoodPicture(splits, found));
        List<String> warnings = new ArrayList<>(notes);
        warnings.addAll(warnings(splits.classes(), counts, duplicates, found));
        return new DataReport(
                splits.name(),
                splits.fingerprint(),
                splits.classes(),
                counts,
                allProblems,
                warnings,
                found.bad,
                duplicates,
                ignored,
                spread(found, true),
                spread(found, false),
                sizes(found),
                found.modes,
                found.formats,
                found.decoded,
                found.normalization());
    }

    private static List<DataReport.Split> counts(DataSplits splits) {
        List<DataReport.Split> counts = new ArrayList<>();
        for (SplitRole role : SplitRole.values()) {
            Dataset dataset = role.in(splits);
            if (dataset.size() > 0 || role == SplitRole.TRAIN) {
                counts.add(
                        new DataReport.Split(
                                role.title(),
                                Arrays.stream(dataset.classCounts()).boxed().toList()));
            }
        }
        return counts;
    }

    private static List<String> classesWithoutAGoodPicture(DataSplits splits, Findings found) {
        int[] good = splits.train().classCounts();
        int[] all = good.clone();
        for (DataReport.BadPicture bad : found.bad) {
            if (bad.place().split().equals(SplitRole.TRAIN.title())) {
                good[splits.classes().indexOf(bad.place().label())]--;
            }
        }
        List<String> problems = new ArrayList<>();
        for (int label = 0; label < good.length; label++) {
            if (good[label] == 0 && all[label] > 0) {
                problems.add(
                        "the class \"%s\" has %s to train on, and none of them can be read"
                                .formatted(
                                        splits.classes().get(label),
                                        Names.count(all[label], "picture")));
            }
        }
        return problems;
    }

    private static List<String> warnings(
            List<String> classes,
            List<DataReport.Split> splits,
            List<DataReport.Duplicate> duplicates,
            Findings found) {
        List<String> warnings = new ArrayList<>();
        for (DataReport.Split split : splits) {
            boolean isTrain = split.name().equals(SplitRole.TRAIN.title());
            List<String> missing = split.missing(classes);
            if (!isTrain && !missing.isEmpty()) {
                warnings.add(
                        "%s has no pictures of %s".formatted(split.name(), Names.list(missing)));
            }
            if (isTrain && missing.isEmpty() && split.imbalance() >= IMBALANCED) {
                warnings.add(imbalance(classes, split));
            }
        }
        long leaks = duplicates.stream().filter(DataReport.Duplicate::acrossSplits).count();
        if (leaks > 0) {
            warnings.add(
                    ("%s in more than one split: what is judged on was trained on, and the"
                                    + " result will look better than it is")
                            .formatted(are(leaks)));
        }
        long contradictions =
                duplicates.stream().filter(DataReport.Duplicate::acrossClasses).count();
        if (contradictions > 0) {
            warnings.add("%s in more than one class".formatted(are(contradictions)));
        }
        if (found.tiny > 0) {
            warnings.add(
                    "%s smaller than 8 pixels on a side, such as %s"
                            .formatted(are(found.tiny), String.join(", ", found.tinyExamples)));
        }
        if (found.odd > 0) {
            warnings.add(
                    "%s odd but readable, such as %s"
                            .formatted(are(found.odd), String.join(", ", found.oddExamples)));
        }
        return warnings;
    }

    private static String are(long pictures) {
        return Names.count(pictures, "picture") + (pictures == 1 ? " is" : " are");
    }

    private static String imbalance(List<String> classes, DataReport.Split split) {
        int largest = 0;
        int smallest = 0;
        for (int i = 1; i < classes.size(); i++) {
            largest = split.counts().get(i) > split.counts().get(largest) ? i : largest;
            smallest = split.counts().get(i) < split.counts().get(smallest) ? i : smallest;
        }
        return String.format(
                Locale.ROOT,
                "in %s the largest class (%s, %,d) has %.1f times the pictures of the"
                        + " smallest (%s, %,d); class weights may help",
                split.name(),
                classes.get(largest),
                split.counts().get(largest),
                split.imbalance(),
                classes.get(smallest),
                split.counts().get(smallest));
    }

    private static List<DataReport.SizeCount> sizes(Findings found) {
        return found.sizes.entrySet().stream()
                .map(e ->
                        new DataReport.SizeCount(
                                e.getKey().width(), e.getKey().height(), e.getValue()))
                .sorted(
                        Comparator.comparingLong(DataReport.SizeCount::count)
                                .reversed()
                                .thenComparingInt(DataReport.SizeCount::width)
                                .thenComparingInt(DataReport.SizeCount::height))
                .toList();
    }

    private static DataReport.Spread spread(Findings found, boolean ofWidth) {
        List<DataReport.SizeCount> bySide =
                sizes(found).stream()
                        .sorted(Comparator.comparingInt(s -> ofWidth ? s.width() : s.height()))
                        .toList();
        if (bySide.isEmpty()) {
            return new DataReport.Spread(0, 0, 0);
        }
        long all = bySide.stream().mapToLong(DataReport.SizeCount::count).sum();
        long passed = 0;
        int median = 0;
        for (DataReport.SizeCount size : bySide) {
            median = ofWidth ? size.width() : size.height();
            passed += size.count();
            if (passed >= (all + 1) / 2) {
                break;
            }
        }
        DataReport.SizeCount first = bySide.getFirst();
        DataReport.SizeCount last = bySide.getLast();
        return new DataReport.Spread(
                ofWidth ? first.width() : first.height(),
                median,
                ofWidth ? last.width() : last.height());
    }
}
