package dev.fovea.app.report;

import dev.fovea.image.Image;
import dev.fovea.image.Png;
import dev.fovea.image.Resize;
import dev.fovea.image.ResizeFilter;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Small pictures as base64 of PNG, no more of them than fit the page. */
final class Thumbnails {
    /** Longer side in pixels; smaller pictures stay as they are and are enlarged by the browser. */
    static final int SIDE = 72;

    private final ReportInput.Pictures pictures;
    private final Map<Integer, Optional<String>> known = new HashMap<>();
    private int charactersLeft;

    /**
     * @param characters of base64 in all
     */
    Thumbnails(ReportInput.Pictures pictures, int characters) {
        this.pictures = pictures;
        this.charactersLeft = characters;
    }

    /**
     * The PNG of a picture in base64; nothing if it cannot be read or if the page is full. A
     * picture that is asked for again costs nothing more.
     */
    Optional<String> base64(int index) {
        Optional<String> before = known.get(index);
        if (before != null) {
            return before;
        }
        if (full()) {
            return Optional.empty();
        }
        Optional<String> made = encoded(index);
        charactersLeft -= made.map(String::length).orElse(0);
        known.put(index, made);
        return made;
    }

    /** Whether no further picture has a place. */
    boolean full() {
        return charactersLeft <= 0;
    }

    private Optional<String> encoded(int index) {
        try {
            byte[] png = Png.encode(small(pictures.picture(index)));
            return Optional.of(Base64.getEncoder().encodeToString(png));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Image small(Image image) {
        int longer = Math.max(image.height(), image.width());
        if (longer <= SIDE) {
            return image;
        }
        int height = Math.max(1, image.height() * SIDE / longer);
        int width = Math.max(1, image.width() * SIDE / longer);
        return Resize.exact(image, height, width, ResizeFilter.BOX);
    }
}
