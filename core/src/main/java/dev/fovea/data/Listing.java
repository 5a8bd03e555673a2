package dev.fovea.data;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What lies directly in a folder.
 *
 * @param folders not hidden, sorted by name
 * @param pictures how many picture files
 * @param ignored everything that is neither; {@link Ignored#loose()} is 0
 */
record Listing(List<Path> folders, long pictures, Ignored ignored) {
    /**
     * @throws DataException if the folder is missing, is none, or cannot be listed
     */
    static Listing of(Path folder) throws DataException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new DataException(folder.toString(), "is a file, expected a folder of pictures");
        }
        List<Path> folders = new ArrayList<>();
        Map<String, Long> foreign = new TreeMap<>();
        long pictures = 0;
        long hidden = 0;
        long brokenLinks = 0;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (FileKind.isHidden(child)) {
                    hidden++;
                } else if (Files.isDirectory(child)) {
                    folders.add(child);
                } else if (!Files.exists(child)) {
                    brokenLinks++;
                } else if (FileKind.of(child) == FileKind.PICTURE) {
                    pictures++;
                } else {
                    foreign.merge(FileKind.extension(child), 1L, Long::sum);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw DataException.of(folder, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw DataException.of(folder, e);
        }
        folders.sort(Comparator.comparing(path -> path.getFileName().toString()));
        return new Listing(folders, pictures, new Ignored(hidden, foreign, 0, brokenLinks));
    }

    /** As if its pictures had been meant for no class. */
    Ignored withLoosePictures() {
        return ignored.plus(new Ignored(0, Map.of(), pictures, 0));
    }
}
