package dev.fovea.app.textbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/**
 * A figure of the text. Two are alike if nobody can tell them apart: rounding may change a level of
 * a colour or a tenth of a pixel, but not a digit of a caption, a cell or a curve.
 */
sealed interface FigureFile {
    /** What differs; empty if the figures are alike. */
    String difference(Path other) throws IOException;

    Path file();

    static FigureFile of(Path file) {
        return file.toString().endsWith(".svg") ? new Drawing(file) : new Picture(file);
    }

    default boolean isLike(Path other) throws IOException {
        return difference(other).isEmpty();
    }

    default void hasSameContentAs(Path made) throws IOException {
        assertThat(file()).exists();
        assertThat(difference(made)).as("%s beside what its command made", file()).isEmpty();
    }

    /** SVG: coordinates may move by a pixel, everything else is compared letter by letter. */
    record Drawing(Path file) implements FigureFile {
        private static final Pattern TEXT = Pattern.compile(">[^<]+<");
        private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");
        private static final double TOLERANCE = 1;

        @Override
        public String difference(Path other) throws IOException {
            String a = Files.readString(file);
            String b = Files.readString(other);
            if (!found(TEXT, a).equals(found(TEXT, b))) {
                return "texts " + found(TEXT, b) + " instead of " + found(TEXT, a);
            }
            if (!NUMBER.matcher(a).replaceAll("0").equals(NUMBER.matcher(b).replaceAll("0"))) {
                return "other shapes";
            }
            List<String> left = found(NUMBER, a);
            List<String> right = found(NUMBER, b);
            for (int i = 0; i < left.size(); i++) {
                double away = Double.parseDouble(left.get(i)) - Double.parseDouble(right.get(i));
                if (Math.abs(away) > TOLERANCE) {
                    return "%s instead of %s".formatted(right.get(i), left.get(i));
                }
            }
            return "";
        }

        private static List<String> found(Pattern pattern, String text) {
            return pattern.matcher(text).results().map(MatchResult::group).toList();
        }
    }

    /** PNG: hardly a pixel may differ by more than one can see. */
    record Picture(Path file) implements FigureFile {
        /** Of 255. */
        private static final int VISIBLE = 24;

        /** A digit of the smallest type has more dark pixels. */
        private static final int FEW = 6;

        @Override
        public String difference(Path other) throws IOException {
            BufferedImage a = ImageIO.read(file.toFile());
            BufferedImage b = ImageIO.read(other.toFile());
            if (a.getWidth() != b.getWidth() || a.getHeight() != b.getHeight()) {
                return "%d x %d instead of %d x %d"
                        .formatted(b.getWidth(), b.getHeight(), a.getWidth(), a.getHeight());
            }
            int visible = 0;
            String first = "";
            for (int y = 0; y < a.getHeight(); y++) {
                for (int x = 0; x < a.getWidth(); x++) {
                    if (isVisible(a.getRGB(x, y), b.getRGB(x, y))) {
                        first = first.isEmpty() ? x + "," + y : first;
                        visible++;
                    }
                }
            }
            return visible > FEW ? visible + " pixels differ, the first at " + first : "";
        }

        private static boolean isVisible(int a, int b) {
            for (int shift = 0; shift < 24; shift += 8) {
                if (Math.abs((a >> shift & 255) - (b >> shift & 255)) > VISIBLE) {
                    return true;
                }
            }
            return false;
        }
    }
}
