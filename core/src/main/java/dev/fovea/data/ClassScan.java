package dev.fovea.data;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the folder of one class, at any depth.
 *
 * @param name the folder's name, which is the class's
 * @param folder the folder itself
 * @param pictures the picture files, sorted by name whatever the file system's order
 * @param ignored what is no picture
 * @param problems what could not be looked at
 */
record ClassScan(
        String name,
        Path folder,
        List<Found> pictures,
        Ignored ignored,
        List<DataException> problems) {
    /**
     * A picture file. The path is kept as the file system gave it, because not every name survives
     * the way through a string.
     *
     * @param path relative to the class's folder
     * @param size in bytes
     */
    record Found(Path path, long size) {
        /** With "/" between folders on every system, so that orders and hashes agree. */
        String name() {
            String separator = path.getFileSystem().getSeparator();
            return separator.equals("/")
                    ? path.toString()
                    : path.toString().replace(separator, "/");
        }
    }

    static ClassScan of(Path folder) {
        var visitor = new Visitor(folder);
        try {
            Files.walkFileTree(
                    folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
        } catch (IOException e) {
            visitor.problems.add(DataException.of(folder, e));
        }
        visitor.pictures.sort(Comparator.comparing(Found::name));
        return new ClassScan(
                folder.getFileName().toString(),
                folder,
                visitor.pictures,
                new Ignored(visitor.hidden, visitor.foreign, 0, visitor.brokenLinks),
                visitor.problems);
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {
        private final Path root;
        private final List<Found> pictures = new ArrayList<>();
        private final List<DataException> problems = new ArrayList<>();
        private final Map<String, Long> foreign = new TreeMap<>();
        private long hidden;
        private long brokenLinks;

        Visitor(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (!folder.equals(root) && FileKind.isHidden(folder)) {
                hidden++;
                return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            switch (FileKind.of(file)) {
                case HIDDEN -> hidden++;
                case FOREIGN -> foreign.merge(FileKind.extension(file), 1L, Long::sum);
                case PICTURE -> {
                    if (attributes.isSymbolicLink()) {
                        brokenLinks++; // the walk follows links, so this one led nowhere
                    } else {
                        pictures.add(new Found(root.relativize(file), attributes.size()));
                    }
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            problems.add(DataException.of(file, e));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
            if (e != null) {
                problems.add(DataException.of(folder, e));
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
