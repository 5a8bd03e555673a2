package dev.fovea.data;

import java.io.IOException;
import java.io.Serial;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;

/**
 * Data that cannot be used. The message starts with the file or folder and says what was expected,
 * what was found and what to do; it is meant for people as it is.
 */
public final class DataException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    private DataException(String message) {
        super(message);
    }

    /**
     * @param who the file, folder or data set
     * @param problem what is wrong with it, without the name
     */
    public DataException(String who, String problem) {
        this(who + ": " + problem);
    }

    DataException(String who, String problem, Throwable cause) {
        this(who, problem);
        initCause(cause);
    }

    /** What the file system said about a file or folder, in words. */
    static DataException of(Path who, IOException e) {
        return e instanceof DataException known
                ? known
                : new DataException(who.toString(), describe(e), e);
    }

    /** What the file system said when something was to be written. */
    static DataException writing(Path who, IOException e) {
        String problem =
                e instanceof AccessDeniedException
                        ? "no permission to write here; choose another folder"
                        : "cannot be written: " + said(e);
        return e instanceof DataException known
                ? known
                : new DataException(who.toString(), problem, e);
    }

    /** The first of these problems, and how many there are. */
    static DataException firstOf(List<DataException> problems) {
        DataException first = problems.getFirst();
        if (problems.size() == 1) {
            return first;
        }
        var summary =
                new DataException(
                        "%s (the first of %d problems)"
                                .formatted(first.getMessage(), problems.size()));
        summary.initCause(first);
        return summary;
    }

    /** The file system's terse exceptions as half a sentence. */
    static String describe(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such file or folder; check the path";
            case AccessDeniedException _ ->
                    "no permission to read it; change its permissions or run as another user";
            case NotDirectoryException _ -> "is not a folder";
            case FileSystemLoopException _ ->
                    "a symbolic link leads back to a folder that contains it; remove the link";
            case CharacterCodingException _ -> "is not valid UTF-8 text";
            default -> "cannot be read: " + said(e);
        };
    }

    private static String said(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
