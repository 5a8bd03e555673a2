package dev.fovea.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files beside the pictures that are not read.
 *
 * @param hidden hidden files and folders, and what operating systems leave behind (Thumbs.db,
 *     desktop.ini, __MACOSX)
 * @param foreign files that are no pictures by their name, counted by extension ("" for none)
 * @param loose pictures that lie in no class folder and so have no label
 * @param brokenLinks symbolic links that lead nowhere
 */
public record Ignored(long hidden, Map<String, Long> foreign, long loose, long brokenLinks) {
    /** Nothing. */
    public static final Ignored NONE = new Ignored(0, Map.of(), 0, 0);

    public Ignored {
        foreign = Map.copyOf(foreign);
    }

    /** How many in all. */
    public long total() {
        return hidden + foreignFiles() + loose + brokenLinks;
    }

    /** The number of foreign files, whatever their extension. */
    public long foreignFiles() {
        return foreign.values().stream().mapToLong(Long::longValue).sum();
    }

    Ignored plus(Ignored other) {
        Map<String, Long> both = new TreeMap<>(foreign);
        other.foreign.forEach((extension, count) -> both.merge(extension, count, Long::sum));
        return new Ignored(
                hidden + other.hidden, both, loose + other.loose, brokenLinks + other.brokenLinks);
    }

    /** {@code 3 hidden files, 2 other files (.txt 1, .xml 1)}; empty if there is nothing. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (hidden > 0) {
            parts.add(Names.count(hidden, "hidden file"));
        }
        if (!foreign.isEmpty()) {
            List<String> kinds = new ArrayList<>();
            new TreeMap<>(foreign)
                    .forEach((extension, count) ->
                            kinds.add(
                                    (extension.isEmpty() ? "no extension" : "." + extension)
                                            + " "
                                            + Names.number(count)));
            parts.add(
                    Names.count(foreignFiles(), "other file")
                            + " ("
                            + String.join(", ", kinds)
                            + ")");
        }
        if (loose > 0) {
            parts.add(Names.count(loose, "picture") + " outside the class folders");
        }
        if (brokenLinks > 0) {
            parts.add(Names.count(brokenLinks, "broken link"));
        }
        return String.join(", ", parts);
    }
}
