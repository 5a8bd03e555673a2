package dev.fovea.app.textbook;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of the textbook, from one heading to the next.
 *
 * @param prose the text without blocks, commands and pictures
 */
record Chapter(String title, String prose, List<Command> commands, List<Figure> figures) {
    /** A {@code console} block: {@code $ ./fovea ...} and what it must print; "..." skips lines. */
    record Command(String line, List<String> output) {}

    /**
     * A picture and, in the comment before it, the command that makes it.
     *
     * @param chart what {@link Charts} draws of the command's answer; empty where the command
     *     itself writes the picture
     */
    record Figure(String file, String command, String chart) {}

    private static final Pattern FIGURE =
            Pattern.compile(
                    "<!-- \\./fovea ([^>]*?) -->\\s*!\\[[^]]*]\\(([^)]+)\\)", Pattern.DOTALL);
    private static final Pattern PICTURE = Pattern.compile("!\\[[^]]*]\\(([^)]+)\\)");

    static List<Chapter> read(String markdown) {
        return Pattern.compile("(?m)^(?=#+ )")
                .splitAsStream(withoutHeadingsInBlocks(markdown))
                .filter(part -> !part.isBlank())
                .map(Chapter::of)
                .toList();
    }

    private static String withoutHeadingsInBlocks(String markdown) {
        var safe = new StringBuilder();
        boolean block = false;
        for (String line : markdown.lines().toList()) {
            if (line.startsWith("```")) {
                block = !block;
            }
            safe.append(block && line.startsWith("#") ? " " + line : line).append('\n');
        }
        return safe.toString();
    }

    private static Chapter of(String part) {
        var prose = new StringBuilder();
        var commands = new ArrayList<Command>();
        List<String> block = null;
        for (String line : part.lines().toList()) {
            if (line.startsWith("```")) {
                if (block == null) {
                    if (!line.equals("```console")) {
                        throw new IllegalArgumentException(
                                "only console blocks are run, this one begins with " + line);
                    }
                    block = new ArrayList<>();
                } else {
                    commands.addAll(commands(block));
                    block = null;
                }
            } else if (block != null) {
                block.add(line);
            } else {
                prose.append(line).append('\n');
            }
        }
        if (block != null) {
            throw new IllegalArgumentException(
                    "a block is not closed in: " + part.lines().findFirst());
        }
        var figures = new ArrayList<Figure>();
        String text = prose.toString();
        Matcher matcher = FIGURE.matcher(text);
        while (matcher.find()) {
            String[] parts =
                    matcher.group(1).replaceAll("\\s+", " ").strip().split(" \\| chart ", 2);
            figures.add(new Figure(matcher.group(2), parts[0], parts.length > 1 ? parts[1] : ""));
        }
        String rest = matcher.replaceAll("");
        Matcher unproved = PICTURE.matcher(rest);
        if (unproved.find()) {
            throw new IllegalArgumentException(
                    "no command in a comment before the picture " + unproved.group(1));
        }
        return new Chapter(part.lines().findFirst().orElseThrow(), rest, commands, figures);
    }

    private static List<Command> commands(List<String> block) {
        var commands = new ArrayList<Command>();
        for (String line : block) {
            if (line.startsWith("$ ./fovea ")) {
                commands.add(new Command(line.substring("$ ./fovea ".length()), new ArrayList<>()));
            } else if (commands.isEmpty()) {
                throw new IllegalArgumentException("a console block begins with: " + line);
            } else {
                commands.getLast().output().add(line.stripTrailing());
            }
        }
        return commands;
    }
}
