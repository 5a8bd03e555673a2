package dev.fovea.app.report;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Commands written so that a POSIX shell reads the same words again. */
final class ShellWords {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellWords() {}

    /** The words in one line, quoted where the shell would change them. */
    static String line(List<String> words) {
        return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
