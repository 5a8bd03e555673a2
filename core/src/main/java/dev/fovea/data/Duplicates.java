package dev.fovea.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds pictures that are there more than once by their hashes. */
final class Duplicates {
    private Duplicates() {}

    private record Member(SplitRole role, int index) {}

    static List<DataReport.Duplicate> find(DataSplits splits, Examination examination) {
        Map<Examination.Hash, Member> first = new LinkedHashMap<>();
        Map<Examination.Hash, List<Member>> groups = new LinkedHashMap<>();
        for (SplitRole role : SplitRole.values()) {
            for (int i = 0; i < role.in(splits).size(); i++) {
                Optional<Examination.Hash> hash = examination.hash(role, i);
                if (hash.isEmpty()) {
                    continue;
                }
                var member = new Member(role, i);
                Member before = first.putIfAbsent(hash.get(), member);
                if (before != null) {
                    groups.computeIfAbsent(hash.get(), _ -> new ArrayList<>(List.of(before)))
                            .add(member);
                }
            }
        }
        return groups.values().stream().map(group -> duplicate(splits, group)).toList();
    }

    private static DataReport.Duplicate duplicate(DataSplits splits, List<Member> group) {
        List<DataReport.Place> places = new ArrayList<>();
        for (Member member : group) {
            Dataset dataset = member.role.in(splits);
            places.add(
                    new DataReport.Place(
                            member.role.title(),
                            dataset.classes().get(dataset.label(member.index)),
                            dataset.describe(member.index)));
        }
        return new DataReport.Duplicate(places, haveSameBytes(splits, group));
    }

    private static boolean haveSameBytes(DataSplits splits, List<Member> group) {
        List<Path> files = new ArrayList<>();
        for (Member member : group) {
            member.role.in(splits).file(member.index).ifPresent(files::add);
        }
        try {
            for (int i = 1; i < files.size(); i++) {
                if (Files.mismatch(files.getFirst(), files.get(i)) >= 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException _) {
            return false; // it could be read a moment ago; whatever it is now, it has changed
        }
    }
}
