package dev.fovea.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A {@link DataReport} as lines for people. */
final class DataReportText {
    private static final int MOST_CLASSES = 30;
    private static final int MOST_LISTED = 10;
    private static final int MOST_SIZES = 5;

    private final DataReport report;
    private final StringBuilder text = new StringBuilder();

    private DataReportText(DataReport report) {
        this.report = report;
    }

    static String of(DataReport report) {
        return new DataReportText(report).write();
    }

    private String write() {
        line(
                "%s: %s in %s"
                        .formatted(
                                report.name(),
                                Names.count(report.pictures(), "picture"),
                                report.classes().size() == 1
                                        ? "1 class"
                                        : Names.number(report.classes().size()) + " classes"));
        counts();
        list("Problems", "problem", report.problems());
        list("Warnings", "warning", report.warnings());
        bad();
        duplicates();
        if (report.ignored().total() > 0) {
            line("Ignored: " + report.ignored());
        }
        pictures();
        return text.toString();
    }

    private void counts() {
        int rows = Math.min(report.classes().size(), MOST_CLASSES);
        List<List<String>> table = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("class"));
        report.splits().forEach(split -> head.add(split.name()));
        table.add(head);
        for (int i = 0; i < rows; i++) {
            List<String> row = new ArrayList<>(List.of(report.classes().get(i)));
            for (DataReport.Split split : report.splits()) {
                row.add(Names.number(split.counts().get(i)));
            }
            table.add(row);
        }
        if (rows < report.classes().size()) {
            List<String> row = new ArrayList<>();
            row.add("and %d more".formatted(report.classes().size() - rows));
            for (DataReport.Split split : report.splits()) {
                List<Integer> rest = split.counts().subList(rows, split.counts().size());
                row.add(Names.number(rest.stream().mapToLong(Integer::longValue).sum()));
            }
            table.add(row);
        }
        List<String> total = new ArrayList<>(List.of("total"));
        report.splits().forEach(split -> total.add(Names.number(split.pictures())));
        table.add(total);
        write(table);
    }

    /** Names to the left, numbers to the right. */
    private void write(List<List<String>> table) {
        int[] widths = new int[table.getFirst().size()];
        for (List<String> row : table) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        for (List<String> row : table) {
            var line = new StringBuilder("  ");
            for (int c = 0; c < widths.length; c++) {
                String padding = " ".repeat(widths[c] - row.get(c).length());
                line.append(c == 0 ? row.get(c) + padding : "  " + padding + row.get(c));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private void bad() {
        long truncated = report.bad().stream().filter(DataReport.BadPicture::truncated).count();
        List<String> lines =
                report.bad().stream().map(b -> b.place().picture() + ": " + b.problem()).toList();
        list(
                "Pictures that cannot be read (%s truncated)".formatted(Names.number(truncated)),
                "picture",
                lines);
    }

    private void duplicates() {
        List<DataReport.Duplicate> worstFirst = new ArrayList<>(report.duplicates());
        worstFirst.sort(
                Comparator.comparing(DataReport.Duplicate::acrossSplits)
                        .thenComparing(DataReport.Duplicate::acrossClasses)
                        .reversed());
        List<String> lines = new ArrayList<>();
        for (DataReport.Duplicate duplicate : worstFirst) {
            List<String> remarks = new ArrayList<>();
            if (duplicate.acrossSplits()) {
                remarks.add("in different splits");
            }
            if (duplicate.acrossClasses()) {
                remarks.add("with different labels");
            }
            if (!duplicate.sameBytes()) {
                remarks.add("the same pixels in different files");
            }
            List<String> names =
                    duplicate.places().stream().map(DataReport.Place::picture).toList();
            lines.add(
                    Names.list(names)
                            + (remarks.isEmpty() ? "" : " (" + String.join(", ", remarks) + ")"));
        }
        list("Pictures that are there more than once", "group", lines);
    }

    private void pictures() {
        if (report.sizes().isEmpty()) {
            return;
        }
        line(
                "Sizes: width %s, height %s; %s: %s"
                        .formatted(
                                spread(report.width()),
                                spread(report.height()),
                                report.sizes().size() == 1 ? "all the same" : "the most common",
                                sizes()));
        line("Modes: " + counted(report.modes()));
        if (!report.formats().isEmpty()) {
            line("Formats: " + counted(report.formats()));
        }
        if (report.decoded() < report.pictures() - report.bad().size()) {
            line(
                    "Looked at the pixels of %s; of the others only at the headers"
                            .formatted(Names.count(report.decoded(), "picture")));
        }
        DataReport.Normalization numbers = report.normalization();
        if (!numbers.mean().isEmpty()) {
            line(
                    "Normalization: mean %s, std %s of values over 255, over %s"
                            .formatted(
                                    rounded(numbers.mean()),
                                    rounded(numbers.std()),
                                    Names.count(numbers.pictures(), "training picture")));
        }
    }

    private String sizes() {
        List<String> parts = new ArrayList<>();
        for (DataReport.SizeCount size :
                report.sizes().subList(0, Math.min(MOST_SIZES, report.sizes().size()))) {
            parts.add(
                    "%dx%d (%s)"
                            .formatted(size.width(), size.height(), Names.number(size.count())));
        }
        int more = report.sizes().size() - parts.size();
        return String.join(", ", parts) + (more > 0 ? " and " + more + " others" : "");
    }

    private static String spread(DataReport.Spread spread) {
        return spread.min() == spread.max()
                ? String.valueOf(spread.min())
                : "%d to %d (median %d)".formatted(spread.min(), spread.max(), spread.median());
    }

    private static String counted(Map<String, Long> counts) {
        return String.join(
                ", ",
                counts.entrySet().stream()
                        .sorted(
                                Map.Entry.<String, Long>comparingByValue()
                                        .reversed()
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .map(e -> e.getKey() + " " + Names.number(e.getValue()))
                        .toList());
    }

    private static String rounded(List<Double> numbers) {
        return "["
                + String.join(
                        ", ",
                        numbers.stream().map(n -> String.format(Locale.ROOT, "%.4f", n)).toList())
                + "]";
    }

    private void list(String title, String noun, List<String> entries) {
        if (entries.isEmpty()) {
            return;
        }
        line(title + ": " + Names.count(entries.size(), noun));
        for (String entry : entries.subList(0, Math.min(entries.size(), MOST_LISTED))) {
            line("  - " + entry);
        }
        if (entries.size() > MOST_LISTED) {
            line("  and %s more".formatted(Names.number(entries.size() - MOST_LISTED)));
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
