package dev.fovea.app.textbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.fovea.app.cli.CommandLineRun;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The textbook is executed: its commands must print what it shows, its figures come out of the
 * commands beside them, and a number in its prose must be in one of the chapter's outputs or in a
 * sum that is right. What stands in quotation marks is what others say.
 */
class TextbookTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Path DOCS = HOME.resolve("docs");
    private static final Path TEXT = DOCS.resolve("cnn-fundamentals.md");

    /**
     * Numbers of the prose: not those in names as VGG-16 or sizes as 3x3, not counting up to 12.
     */
    private static final Pattern NUMBER =
            Pattern.compile("(?<![\\w.,/^-])(\\d[\\d,]*(?:\\.\\d+)?)(?![\\w]|[.,/-]\\d|-\\w)");

    private static final Pattern FRACTION = Pattern.compile("-?\\d+\\.\\d{3,}");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @TempDir private Path folder;

    @TestFactory
    Stream<DynamicTest> everyChapter() throws Exception {
        List<Chapter> chapters = Chapter.read(Files.readString(TEXT));
        return chapters.stream()
                .flatMap(chapter ->
                        Stream.of(
                                DynamicTest.dynamicTest(
                                        chapter.title() + ": commands",
                                        () -> chapter.commands().forEach(this::prints)),
                                DynamicTest.dynamicTest(
                                        chapter.title() + ": figures",
                                        () -> {
                                            for (Chapter.Figure figure : chapter.figures()) {
                                                drawn(figure);
                                            }
                                        }),
                                DynamicTest.dynamicTest(
                                        chapter.title() + ": numbers", () -> proved(chapter))));
    }

    private void prints(Chapter.Command command) {
        CommandLineRun run = CommandLineRun.of(words(command.line()));
        assertThat(run.err()).as(command.line()).doesNotContain("fovea:");
        assertThat(run.exit()).as(command.line()).isZero();
        List<String> printed =
                run.out().replace(HOME + "/", "").lines().map(String::stripTrailing).toList();
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

    /** Word by word; decimal fractions may differ in their last digits between machines. */
    private static boolean same(String printed, String shown) {
        String[] a = printed.strip().split("\\s+", -1);
        String[] b = shown.strip().split("\\s+", -1);
        if (a.length != b.length) {
            return false;
        }
        for (int i = 0; i < a.length; i++) {
            boolean fractions =
                    FRACTION.matcher(a[i]).matches() && FRACTION.matcher(b[i]).matches();
            if (fractions) {
                double x = Double.parseDouble(a[i]);
                double y = Double.parseDouble(b[i]);
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

    private void drawn(Chapter.Figure figure) throws Exception {
        Path made = folder.resolve(figure.file().replace('/', '-'));
        String[] words = words(figure.command());
        int out = List.of(words).indexOf("--out");
        assertThat(words[out + 1]).as(figure.command()).endsWith(figure.file());
        words[out + 1] = made.toString();
        CommandLineRun run = CommandLineRun.of(words);
        assertThat(run.exit()).as(figure.command() + "\n" + run.err()).isZero();
        Path kept = DOCS.resolve(figure.file());
        if (figure.file().endsWith(".svg")) {
            assertThat(made).as(figure.command()).hasSameTextualContentAs(kept);
        } else {
            assertThat(difference(ImageIO.read(made.toFile()), ImageIO.read(kept.toFile())))
                    .as(
                            "mean difference in levels of %s, made by %s",
                            figure.file(), figure.command())
                    .isLessThan(0.5);
        }
    }

    private static double difference(BufferedImage a, BufferedImage b) {
        assertThat(List.of(a.getWidth(), a.getHeight()))
                .isEqualTo(List.of(b.getWidth(), b.getHeight()));
        long sum = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                for (int shift = 0; shift < 24; shift += 8) {
                    sum +=
                            Math.abs(
                                    (a.getRGB(x, y) >> shift & 255)
                                            - (b.getRGB(x, y) >> shift & 255));
                }
            }
        }
        return sum / (3.0 * a.getWidth() * a.getHeight());
    }

    private static void proved(Chapter chapter) {
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
        Matcher matcher = Pattern.compile("\\d[\\d,]*(?:\\.\\d+)?").matcher(text);
        while (matcher.find()) {
            into.add(matcher.group().replace(",", ""));
        }
    }

    private static String withoutOthersWords(String prose) {
        return prose.replaceAll("\\[[^]]*]\\([^)]*\\)", "")
                .replaceAll("(?s)<!--.*?-->", "")
                .replaceAll("\"[^\"]*\"", "");
    }

    /** The words of a command line, names of files in the repository made absolute. */
    private static String[] words(String line) {
        var words = new ArrayList<String>();
        Matcher matcher = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)").matcher(line);
        while (matcher.find()) {
            String word =
                    matcher.group(1) != null
                            ? matcher.group(1)
                            : matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
            words.add(
                    word.startsWith("docs/") && Files.exists(HOME.resolve(word))
                            ? HOME.resolve(word).toString()
                            : word);
        }
        return words.toArray(String[]::new);
    }
}
