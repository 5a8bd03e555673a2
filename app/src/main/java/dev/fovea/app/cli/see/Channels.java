package dev.fovea.app.cli.see;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code --channels}: numbers and ranges with commas, such as {@code 0-31,40}. */
final class Channels {
    private Channels() {}

    /**
     * @param text what was typed; empty for the first {@code usual} of them
     * @param node for messages
     * @param count how many channels there are
     * @throws IllegalArgumentException if it is no such list, or a channel does not exist
     */
    static List<Integer> of(String text, String node, int count, int usual) {
        Set<Integer> channels = new LinkedHashSet<>();
        String wanted = text.isEmpty() ? "0-" + (Math.min(count, usual) - 1) : text;
        for (String part : wanted.split(",", -1)) {
            String[] ends = part.strip().split("-", 2);
            int first = number(ends[0], text, node, count);
            int last = ends.length == 1 ? first : number(ends[1], text, node, count);
            if (last < first) {
                throw wrong(text, node, count);
            }
            for (int channel = first; channel <= last; channel++) {
                channels.add(channel);
            }
        }
        return new ArrayList<>(channels);
    }

    private static int number(String digits, String text, String node, int count) {
        try {
            int number = Integer.parseInt(digits.strip());
            if (number >= 0 && number < count) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw wrong(text, node, count);
    }

    private static IllegalArgumentException wrong(String text, String node, int count) {
        return new IllegalArgumentException(
                "--channels: %s has the channels 0 to %d, given as 0-31 or 3,7,9; got '%s'"
                        .formatted(node, count - 1, text));
    }
}
