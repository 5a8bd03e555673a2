package dev.fovea.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Known names in the order in which somebody who typed another one may have meant them. */
public final class Nearest {
    /** Files of strangers may hold any number of names of any length: beyond this nobody looks. */
    private static final int MAX_COMPARED = 10_000;

    private static final int MAX_LENGTH = 64;

    private Nearest() {}

    /**
     * The known names, the one most like {@code wanted} first; equally near names keep their order.
     *
     * <p>Near means few typing errors (a letter wrong, missing, too many or swapped with its
     * neighbour), whatever the case. A name that contains the wanted one, or is contained in it,
     * counts as nearer than its length tells: {@code vgg} means {@code vgg16} rather than {@code
     * mlp}.
     */
    public static List<String> first(String wanted, Collection<String> known) {
        String typed = comparable(wanted);
        var ranked = new ArrayList<Ranked>(known.size());
        for (String name : known) {
            int distance =
                    ranked.size() < MAX_COMPARED
                            ? distance(typed, comparable(name))
                            : Integer.MAX_VALUE;
            ranked.add(new Ranked(name, distance));
        }
        ranked.sort(Comparator.comparingInt(Ranked::distance));
        return ranked.stream().map(Ranked::name).toList();
    }

    private record Ranked(String name, int distance) {}

    private static String comparable(String name) {
        return name.substring(0, Math.min(MAX_LENGTH, name.length())).toLowerCase(Locale.ROOT);
    }

    /**
     * The known names, nearest first, joined by commas; beyond {@code limit} names the rest is only
     * counted: {@code "filters, kernel, stride and 4 more"}.
     */
    public static String list(String wanted, Collection<String> known, int limit) {
        List<String> names = first(wanted, known);
        if (names.size() <= limit) {
            return String.join(", ", names);
        }
        return String.join(", ", names.subList(0, limit))
                + " and "
                + (names.size() - limit)
                + " more";
    }

    /** The optimal string alignment distance, lowered where one name holds the other. */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] now = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            now[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int best =
                        Math.min(
                                Math.min(last[j] + 1, now[j - 1] + 1),
                                last[j - 1] + (same ? 0 : 1));
                boolean swapped =
                        i > 1
                                && j > 1
                                && a.charAt(i - 1) == b.charAt(j - 2)
                                && a.charAt(i - 2) == b.charAt(j - 1);
                now[j] = swapped ? Math.min(best, beforeLast[j - 2] + 1) : best;
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = now;
            now = free;
        }
        boolean holds = !a.isEmpty() && !b.isEmpty() && (a.contains(b) || b.contains(a));
        return holds ? Math.min(last[b.length()], 1) : last[b.length()];
    }
}
