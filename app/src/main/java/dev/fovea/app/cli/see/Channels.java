package dev.fovea.app.cli.see;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code --channels} or {@code --filters}: numbers and ranges with commas, such as {@code 0-31,40}.
 */
final class Channels {
    private Channels() {}

    /**
     * @param option its name, for messages
     * @param text what was typed; empty for the first {@code usual} of them
     * @param node for messages
     * @param count how many channels there are
     * @throws IllegalArgumentException if it is no such list, or a channel does not exist
     */
    static List<Integer> of(String option, String text, String node, int count, int usual) {
        Set<Integer> channels = new LinkedHashSet<>();
        String wanted = text.isEmpty() ? "0-" + (Math.min(count, usual) - 1) : text;
        for (String part : wanted.split(",", -1)) {
            String[] ends = part.strip().split("-", 2);
            int first = number(ends[0], count);
            int last = ends.length == 1 ? first : number(ends[1], count);
            if (first < 0 || last < first) {
                throw new IllegalArgumentException(
                        "%s: %s has %s, given as 0-31 or 3,7,9; got '%s'"
                                .formatted(option, node, range(option, count), text));
            }
            for (int channel = first; channel <= last; channel++) {
                channels.add(channel);
            }
        }
        return new ArrayList<>(channels);
    }

    /** -1 for what is no channel. */
    private static int number(String digits, int count) {
        try {
            int number = Integer.parseInt(digits.strip());
            return number < count ? number : -1;
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    private static String range(String option, int count) {
        return "the %s 0 to %d".formatted(option.substring("--".length()), count - 1);
    }
}
