package dev.fovea.nn;

import java.util.List;

/** Small pieces of messages. */
final class Text {
    private Text() {}

    /** {@code 1, 2, 3 or 6}. */
    static String or(List<String> items) {
        int last = items.size() - 1;
        return last < 1
                ? String.join("", items)
                : String.join(", ", items.subList(0, last)) + " or " + items.get(last);
    }

    /** {@code 2} for equal sides, {@code 2x1} otherwise. */
    static String side(Size size) {
        return size.height() == size.width() ? Integer.toString(size.height()) : size.toString();
    }
}
