package dev.fovea.app.textbook;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The textbook is executed: its commands must print what it shows, its figures come out of the
 * commands beside them, and a number in its prose must be in one of the chapter's outputs or in a
 * sum that is right. What stands in quotation marks is what others say. {@code
 * -Dfovea.textbook.redraw=true} (in {@code fovea.test.jvm}) makes the figures anew instead.
 */
class TextbookTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Path DOCS = HOME.resolve("docs");
    private static final Path TEXT = DOCS.resolve("cnn-fundamentals.md");

    @TempDir private Path folder;

    @TestFactory
    Stream<DynamicTest> everyChapter() throws Exception {
        List<Chapter> chapters = Chapter.read(Files.readString(TEXT));
        Proof proof = Proof.of(HOME, DOCS, folder);
        boolean redraw = Boolean.getBoolean("fovea.textbook.redraw");
        return chapters.stream()
                .flatMap(chapter ->
                        Stream.of(
                                DynamicTest.dynamicTest(
                                        chapter.title() + ": commands",
                                        () -> proof.commands(chapter)),
                                DynamicTest.dynamicTest(
                                        chapter.title() + ": figures",
                                        () -> {
                                            if (redraw) {
                                                proof.redraw(chapter);
                                            } else {
                                                proof.figures(chapter);
                                            }
                                        }),
                                DynamicTest.dynamicTest(
                                        chapter.title() + ": numbers",
                                        () -> proof.numbers(chapter))));
    }
}
