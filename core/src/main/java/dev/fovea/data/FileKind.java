package dev.fovea.data;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** What a file in a folder of pictures is, told by its name alone. */
enum FileKind {
    PICTURE,
    HIDDEN,
    FOREIGN;

    private static final Set<String> PICTURES =
            Set.of("jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "webp");

    /** Left behind by Windows and by macOS's archives; lower case. */
    private static final Set<String> SYSTEM = Set.of("thumbs.db", "desktop.ini", "__macosx");

    static FileKind of(Path file) {
        if (isHidden(file)) {
            return HIDDEN;
        }
        return PICTURES.contains(extension(file)) ? PICTURE : FOREIGN;
    }

    static boolean isHidden(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") || SYSTEM.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Lower case, without the dot; empty where there is none. */
    static String extension(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
