package dev.fovea.figure;

import dev.fovea.image.Image;
import dev.fovea.image.ImageDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** The glyph atlas; {@code core/src/generators/glyphs.py} draws it. */
final class Glyphs {
    /** What stands for characters that the atlas lacks: a box. */
    private static final int MISSING = '□';

    private final Image atlas;
    private final Map<Type, Face> faces;

    private Glyphs(Image atlas, Map<Type, Face> faces) {
        this.atlas = atlas;
        this.faces = faces;
    }

    /** Read when the first text is drawn. */
    private static final class Holder {
        static final Glyphs GLYPHS = read();
    }

    static Face face(Type type) {
        Face face = Holder.GLYPHS.faces.get(type);
        if (face == null) {
            throw new IllegalStateException("the glyph atlas lacks " + type);
        }
        return face;
    }

    /** H x W x 1: how much of each pixel is covered, 0 to 255. */
    static Image atlas() {
        return Holder.GLYPHS.atlas;
    }

    /**
     * The characters of one style.
     *
     * @param ascent pixels above the baseline
     * @param descent pixels below it
     */
    record Face(int ascent, int descent, Map<Integer, Glyph> glyphs) {
        Glyph glyph(int codePoint) {
            Glyph glyph = glyphs.get(codePoint);
            return glyph != null ? glyph : glyphs.getOrDefault(MISSING, Glyph.NONE);
        }

        int lineHeight() {
            return ascent + descent + 2;
        }
    }

    /**
     * One character: where it lies in the atlas, and where it goes.
     *
     * @param left pixels from the pen to its first column
     * @param top pixels from the baseline to its first row, negative above
     * @param advance pixels to the next pen position
     */
    record Glyph(int x, int y, int width, int height, int left, int top, int advance) {
        static final Glyph NONE = new Glyph(0, 0, 0, 0, 0, 0, 0);
    }

    private static Glyphs read() {
        try {
            Image atlas = ImageDecoder.standard().read(resource("glyphs.png"), "glyphs.png");
            String text = new String(resource("glyphs.txt"), StandardCharsets.US_ASCII);
            return new Glyphs(atlas.toGray(), faces(text));
        } catch (IOException e) {
            throw new UncheckedIOException("the glyph atlas cannot be read", e);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream stream = Glyphs.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IOException(name + " is missing from Fovea's jar");
            }
            return stream.readAllBytes();
        }
    }

    private static Map<Type, Face> faces(String text) {
        var faces = new EnumMap<Type, Face>(Type.class);
        Map<Integer, Glyph> glyphs = Map.of();
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("style")) {
                glyphs = new HashMap<>();
                faces.put(
                        Type.valueOf(words[1]),
                        new Face(Integer.parseInt(words[2]), Integer.parseInt(words[3]), glyphs));
            } else {
                int[] n = Arrays.stream(words).mapToInt(Integer::parseInt).toArray();
                glyphs.put(n[0], new Glyph(n[1], n[2], n[3], n[4], n[5], n[6], n[7]));
            }
        }
        return faces;
    }
}
