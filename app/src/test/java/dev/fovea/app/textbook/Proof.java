package dev.fovea.app.textbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.fovea.app.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs what a text shows, and compares.
 *
 * @param home the repository
 * @param docs where the text and its figures lie
 * @param folder an empty one: figures are made there, and it holds {@code runs}
 * @param done what command lines printed, so that each runs once
 */
record Proof(Path home, Path docs, Path folder, Map<String, CommandLineRun> done) {
    /**
     * Numbers of the prose: not those in names as VGG-16 or sizes as 3x3, not counting up to 12.
     */
    private static final Pattern NUMBER =
            Pattern.compile("(?<![\\w.,/^]|\\w-)(\\d[\\d,]*(?:\\.\\d+)?)(?![\\w]|[.,/-]\\d|-\\w)");

    private static final Pattern FRACTION = Pattern.compile("\\[?-?\\d+\\.\\d{3,}[],;)]?");

    /** What a slow machine shows in between: {@code epoch 1/6: 1408 of 9000, ...}. */
    private static final Pattern PROGRESS = Pattern.compile("^\\w[^:]*: (?:[^:]*: )?\\d+ of \\d+");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    static Proof of(Path home, Path docs, Path folder) throws IOException {
        Files.createDirectories(folder.resolve("runs"));
        return new Proof(home, docs, folder, new HashMap<>());
    }

    /** Every command must print what the text shows. */
    void commands(Chapter chapter) {
        chapter.commands().forEach(this::prints);
    }

    /** Every figure must come out of its command. */
    void figures(Chapter chapter) throws IOException {
        for (Chapter.Figure figure : chapter.figures()) {
            FigureFile.of(docs.resolve(figure.file())).hasSameContentAs(made(figure));
        }
    }

    /** Replaces the figures by what their commands make now. */
    void redraw(Chapter chapter) throws IOException {
        for (Chapter.Figure figure : chapter.figures()) {
            Path kept = docs.resolve(figure.file());
            Path made = made(figure);
            if (!Files.exists(kept) || !FigureFile.of(kept).isLike(made)) {
                Files.copy(made, kept, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Every sum must be right, every number of the prose in a sum or an output of its chapter. */
    void numbers(Chapter chapter) {
        var known = new HashSet<String>();
        for (Chapter.Command command : chapter.commands()) {
            numbers(command.line(), known);
            command.output().forEach(line -> numbers(line, known));
        }
        var prose = new StringBuilder();
        Matcher code = CODE.matcher(withoutOthersWords(chapter.prose()));
        while (code.find()) {
            String inside = code.group(1);
            if (Arithmetic.isEquation(inside)) {
                assertThat(Arithmetic.holds(inside)).as(inside).isTrue();
                numbers(inside, known);
            }
            code.appendReplacement(prose, " ");
        }
        code.appendTail(prose);
        List<String> unproved = new ArrayList<>();
        Matcher number = NUMBER.matcher(prose);
        while (number.find()) {
            String text = number.group(1).replaceAll(",$", "");
            boolean counting = text.matches("\\d|1[0-2]");
            if (!counting && !known.contains(text.replace(",", ""))) {
                unproved.add(text);
            }
        }
        assertThat(unproved)
                .as(
                        "numbers in \"%s\" that no output and no sum of the chapter shows",
                        chapter.title())
                .isEmpty();
    }

    private static void numbers(String text, Set<String> into) {
        Matcher matcher =
                Pattern.compile("(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?").matcher(text);
        while (matcher.find()) {
            into.add(matcher.group().replace(",", ""));
        }
    }

    private static String withoutOthersWords(String prose) {
        return prose.replaceAll("\\[[^]]*]\\([^)]*\\)", "")
                .replaceAll("(?s)<!--.*?-->", "")
                .replaceAll("\"[^\"]*\"", "");
    }

    private void prints(Chapter.Command command) {
        CommandLineRun run = run(command.line());
        assertThat(run.err()).as(command.line()).doesNotContain("fovea:");
        List<String> printed =
                run.out()
                        .replace(home + "/", "")
                        .replace(folder + "/", "")
                        .lines()
                        .map(String::stripTrailing)
                        .filter(line -> !PROGRESS.matcher(line).find())
                        .toList();
        int at = 0;
        boolean skip = false;
        for (String line : command.output()) {
            if (line.strip().equals("...")) {
                skip = true;
                continue;
            }
            int found = skip ? indexOf(printed, line, at) : at;
            if (found < 0 || found >= printed.size() || !same(printed.get(found), line)) {
                fail(
                        "%s%nshould print:%n%s%nafter line %d of:%n%s",
                        command.line(), line, at, String.join("\n", printed));
            }
            at = found + 1;
            skip = false;
        }
        assertThat(skip ? List.of() : printed.subList(at, printed.size()))
                .as("lines beyond those shown of " + command.line())
                .allMatch(String::isBlank);
    }

    /**
     * Word by word; decimal fractions may differ in their last digits between machines. "..." at
     * the end of a line stands for the rest of it.
     */
    private static boolean same(String printed, String shown) {
        String[] a = printed.strip().split("\\s+", -1);
        String[] b = shown.strip().split("\\s+", -1);
        boolean open = b[b.length - 1].equals("...");
        int length = open ? b.length - 1 : b.length;
        if (open ? a.length < length : a.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            boolean fractions =
                    FRACTION.matcher(a[i]).matches() && FRACTION.matcher(b[i]).matches();
            if (fractions) {
                double x = Double.parseDouble(a[i].replaceAll("[\\[\\],;)]", ""));
                double y = Double.parseDouble(b[i].replaceAll("[\\[\\],;)]", ""));
                if (Math.abs(x - y) > 1e-4 + 1e-3 * Math.abs(y)) {
                    return false;
                }
            } else if (!a[i].equals(b[i])) {
                return false;
            }
        }
        return true;
    }

    private static int indexOf(List<String> printed, String line, int from) {
        for (int i = from; i < printed.size(); i++) {
            if (same(printed.get(i), line)) {
                return i;
            }
        }
        return -1;
    }

    private Path made(Chapter.Figure figure) throws IOException {
        if (!figure.chart().isEmpty()) {
            Path made = folder.resolve(figure.file().replace('/', '-'));
            String printed = run(figure.command()).out();
            return Files.writeString(
                    made, Charts.of(figure.chart(), figure.command(), printed, folder));
        }
        String[] words = figure.command().split(" ", -1);
        int out = List.of(words).indexOf("--out");
        assertThat(out).as("--out in " + figure.command()).isNotNegative();
        assertThat(words[out + 1]).as(figure.command()).endsWith(figure.file());
        words[out + 1] = folder.resolve(figure.file().replace('/', '-')).toString();
        run(String.join(" ", words));
        return Path.of(words[out + 1]);
    }

    private CommandLineRun run(String line) {
        CommandLineRun run = done.computeIfAbsent(line, _ -> CommandLineRun.of(words(line)));
        assertThat(run.exit()).as(line + "\n" + run.err()).isZero();
        return run;
    }

    /** The words of a command line, names of files of the repository and of runs made absolute. */
    private String[] words(String line) {
        var words = new ArrayList<String>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            String word =
                    matcher.group(1) != null
                            ? matcher.group(1)
                            : matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
            boolean ours = word.startsWith("docs/") && Files.exists(home.resolve(word));
            words.add(
                    ours
                            ? home.resolve(word).toString()
                            : word.startsWith("runs/") ? folder.resolve(word).toString() : word);
        }
        return words.toArray(String[]::new);
    }
}
