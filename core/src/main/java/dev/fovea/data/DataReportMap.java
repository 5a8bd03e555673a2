package dev.fovea.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A {@link DataReport} as a tree that any JSON writer takes. */
final class DataReportMap {
    private DataReportMap() {}

    static Map<String, Object> of(DataReport report) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", report.name());
        map.put("fingerprint", report.fingerprint());
        map.put("usable", report.isUsable());
        map.put("pictures", report.pictures());
        map.put("decoded", report.decoded());
        map.put("classes", report.classes());
        map.put("splits", report.splits().stream().map(s -> split(s, report.classes())).toList());
        map.put("problems", report.problems());
        map.put("warnings", report.warnings());
        map.put("bad", report.bad().stream().map(DataReportMap::bad).toList());
        map.put("duplicates", report.duplicates().stream().map(DataReportMap::duplicate).toList());
        map.put("ignored", ignored(report.ignored()));
        map.put("width", spread(report.width()));
        map.put("height", spread(report.height()));
        map.put("sizes", report.sizes().stream().map(DataReportMap::size).toList());
        map.put("modes", new TreeMap<>(report.modes()));
        map.put("formats", new TreeMap<>(report.formats()));
        Map<String, Object> normalization = new LinkedHashMap<>();
        normalization.put("mean", report.normalization().mean());
        normalization.put("std", report.normalization().std());
        normalization.put("pictures", report.normalization().pictures());
        map.put("normalization", normalization);
        return map;
    }

    private static Map<String, Object> split(DataReport.Split split, List<String> classes) {
        Map<String, Object> counts = new LinkedHashMap<>();
        for (int i = 0; i < classes.size(); i++) {
            counts.put(classes.get(i), split.counts().get(i));
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", split.name());
        map.put("pictures", split.pictures());
        map.put("counts", counts);
        map.put("missing", split.missing(classes));
        return map;
    }

    private static Map<String, Object> place(DataReport.Place place) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("split", place.split());
        map.put("class", place.label());
        map.put("picture", place.picture());
        return map;
    }

    private static Map<String, Object> bad(DataReport.BadPicture bad) {
        Map<String, Object> map = place(bad.place());
        map.put("truncated", bad.truncated());
        map.put("problem", bad.problem());
        return map;
    }

    private static Map<String, Object> duplicate(DataReport.Duplicate duplicate) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sameBytes", duplicate.sameBytes());
        map.put("acrossSplits", duplicate.acrossSplits());
        map.put("acrossClasses", duplicate.acrossClasses());
        map.put("places", duplicate.places().stream().map(DataReportMap::place).toList());
        return map;
    }

    private static Map<String, Object> ignored(Ignored ignored) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("hidden", ignored.hidden());
        map.put("foreign", new TreeMap<>(ignored.foreign()));
        map.put("loose", ignored.loose());
        map.put("brokenLinks", ignored.brokenLinks());
        return map;
    }

    private static Map<String, Object> spread(DataReport.Spread spread) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("min", spread.min());
        map.put("median", spread.median());
        map.put("max", spread.max());
        return map;
    }

    private static Map<String, Object> size(DataReport.SizeCount size) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("width", size.width());
        map.put("height", size.height());
        map.put("count", size.count());
        return map;
    }
}
