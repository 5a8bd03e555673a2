package dev.fovea.data;

import java.util.List;
import java.util.Locale;

/** Names inside messages. */
final class Names {
    private static final int SHOWN = 12;

    private Names() {}

    /** {@code cat, dog, "red panda" and 3 more}: quoted where a name has a space or a comma. */
    static String list(List<String> names) {
        var text = new StringBuilder();
        int shown = names.size() <= SHOWN ? names.size() : SHOWN - 1;
        for (int i = 0; i < shown; i++) {
            String name = names.get(i);
            boolean plain = !name.isEmpty() && name.indexOf(' ') < 0 && name.indexOf(',') < 0;
            text.append(i == 0 ? "" : ", ").append(plain ? name : "\"" + name + "\"");
        }
        if (shown < names.size()) {
            text.append(" and ").append(names.size() - shown).append(" more");
        }
        return text.toString();
    }

    /** {@code 60,000}, whatever the country. */
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1 picture}, {@code 1,234 pictures}. */
    static String count(long number, String noun) {
        return number(number) + " " + noun + (number == 1 ? "" : "s");
    }
}
