package dev.fovea.app.textbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.app.cli.CommandLineRun;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a text that drifts is caught: a test that never fails proves nothing. */
class ProofTest {
    private static final String CONVOLVE = "convolve \"0 1 2; 0 1 2; 0 1 2\" --kernel sobel-x";

    private static final String TEXT =
            """
            # Ramps

            A window of `3 x 3 = 9` numbers, one of 27 is not proved here but in `9 x 3 = 27`.

            ```console
            $ ./fovea CONVOLVE --at 0,0
            ...
              sum of the products -8; the layer computes -8; with the kernel flipped 8
            ...
            ```

            <!-- ./fovea CONVOLVE --out docs/figures/ramp.png -->
            ![A ramp](figures/ramp.png)
            """
                    .replace("CONVOLVE", CONVOLVE);

    @TempDir private Path home;

    private Proof proof() throws IOException {
        Path figures = Files.createDirectories(home.resolve("docs/figures"));
        Path folder = Files.createDirectories(home.resolve("folder"));
        Path ramp = figures.resolve("ramp.png");
        if (!Files.exists(ramp)) {
            CommandLineRun drawn =
                    CommandLineRun.of(
                            "convolve",
                            "0 1 2; 0 1 2; 0 1 2",
                            "--kernel",
                            "sobel-x",
                            "--out",
                            ramp.toString());
            assertThat(drawn.exit()).isZero();
        }
        return Proof.of(home, home.resolve("docs"), folder);
    }

    private static Chapter chapter(String text) {
        return Chapter.read(text).getFirst();
    }

    @Test
    void aTrueTextPasses() throws Exception {
        Proof proof = proof();
        Chapter chapter = chapter(TEXT);
        proof.commands(chapter);
        proof.figures(chapter);
        proof.numbers(chapter);
    }

    @Test
    void anOutputThatDrifts() throws Exception {
        Proof proof = proof();
        Chapter chapter = chapter(TEXT.replace("flipped 8", "flipped 9"));
        assertThatThrownBy(() -> proof.commands(chapter))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("should print");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9 x 3 = 28", "9 x 3.1 = 27", "exp(3.2) = 27"})
    void aSumThatIsWrong(String sum) throws Exception {
        Proof proof = proof();
        Chapter chapter = chapter(TEXT.replace("9 x 3 = 27", sum));
        assertThatThrownBy(() -> proof.numbers(chapter))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(sum);
    }

    @Test
    void aNumberThatNothingProves() throws Exception {
        Proof proof = proof();
        Chapter chapter = chapter(TEXT.replace("one of 27", "one of 28"));
        assertThatThrownBy(() -> proof.numbers(chapter))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("28");
    }

    @Test
    void aFigureWithAnotherDigit() throws Exception {
        Proof proof = proof();
        Path other = home.resolve("other.png");
        CommandLineRun.of(
                "convolve",
                "0 1 2; 0 1 2; 0 1 3",
                "--kernel",
                "sobel-x",
                "--out",
                other.toString());
        Files.move(home.resolve("docs/figures/ramp.png"), home.resolve("ramp.png"));
        Files.move(other, home.resolve("docs/figures/ramp.png"));
        Chapter chapter = chapter(TEXT);
        assertThatThrownBy(() -> proof.figures(chapter))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("pixels differ");
    }

    @Test
    void aLevelMoreOrLessIsNoOtherFigure() throws Exception {
        Path a = home.resolve("a.png");
        Path b = home.resolve("b.png");
        var picture = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(picture, "png", a.toFile());
        for (int x = 0; x < 20; x++) {
            picture.setRGB(x, 5, 0x010101);
        }
        ImageIO.write(picture, "png", b.toFile());
        assertThat(FigureFile.of(a).difference(b)).isEmpty();
        for (int x = 0; x < 7; x++) {
            picture.setRGB(x, 5, 0x404040);
        }
        ImageIO.write(picture, "png", b.toFile());
        assertThat(FigureFile.of(a).difference(b)).isEqualTo("7 pixels differ, the first at 0,5");
    }

    @Test
    void aDrawingMayMoveByAPixelButNotSaySomethingElse() throws Exception {
        Path a = home.resolve("a.svg");
        Path b = home.resolve("b.svg");
        Files.writeString(a, "<text x=\"10.0\">20 %</text>");
        Files.writeString(b, "<text x=\"10.9\">20 %</text>");
        assertThat(FigureFile.of(a).difference(b)).isEmpty();
        Files.writeString(b, "<text x=\"12\">20 %</text>");
        assertThat(FigureFile.of(a).difference(b)).isEqualTo("12 instead of 10.0");
        Files.writeString(b, "<text x=\"10.0\">21 %</text>");
        assertThat(FigureFile.of(a).difference(b)).contains("texts");
        Files.writeString(b, "<text y=\"10.0\">20 %</text>");
        assertThat(FigureFile.of(a).difference(b)).isEqualTo("other shapes");
    }

    @Test
    void aPictureWithoutCommandAndABlockThatIsNotRun() {
        assertThatThrownBy(() -> Chapter.read("# A\n![b](figures/b.png)\n"))
                .hasMessage("no command in a comment before the picture figures/b.png");
        assertThatThrownBy(() -> Chapter.read("# A\n```text\n1\n```\n"))
                .hasMessage("only console blocks are run, this one begins with ```text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max(31, 17, 1,022, 46) = 1,022",
                "(1 + 2) x 3^2 = 27",
                "-ln(0.5) = 0.693",
                "exp(8.7113) / (exp(8.7113) + exp(6.0872)) = 0.932",
                "2 / 3 = 0.67 = 0.667",
                "-8 = -(3 + 5)"
            })
    void sumsThatAreRight(String sum) {
        assertThat(Arithmetic.isEquation(sum)).isTrue();
        assertThat(Arithmetic.holds(sum)).isTrue();
    }

    @Test
    void whatIsNoSum() {
        assertThat(Arithmetic.isEquation("--seed=1")).isFalse();
        assertThatThrownBy(() -> Arithmetic.holds("3 + = 4")).hasMessageContaining("not a sum");
        assertThatThrownBy(() -> Arithmetic.holds("max 3 = 3")).hasMessageContaining("not a sum");
        assertThatCode(() -> Arithmetic.holds("3 = 4")).doesNotThrowAnyException();
    }
}
