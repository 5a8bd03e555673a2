package dev.fovea.formats.keras;

import dev.fovea.model.FormatException;
import java.io.IOException;
import java.nio.file.Path;

/** Turns what a damaged file makes libraries throw into a {@link FormatException}. */
final class Guard {
    private Guard() {}

    interface Reading<T> {
        T run() throws IOException;
    }

    /**
     * @param expected what the file should hold there
     * @throws FormatException for every runtime exception, for recursion without end, which links
     *     in a circle cause, and for sizes no array can have
     */
    static <T> T reading(Path file, String expected, Reading<T> reading) throws IOException {
        try {
            return reading.run();
        } catch (RuntimeException e) {
            throw failure(file, expected, e);
        } catch (StackOverflowError _) {
            throw new FormatException(file, -1, expected, "parts that contain themselves");
        } catch (OutOfMemoryError _) {
            // One array of a size that the file says: nothing else is in want of memory yet.
            throw new FormatException(file, -1, expected, "sizes beyond the memory there is");
        }
    }

    private static FormatException failure(Path file, String expected, RuntimeException e) {
        Throwable deepest = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            deepest = cause;
        }
        if (deepest instanceof FormatException format) {
            return format;
        }
        String said = deepest.getMessage() == null ? "damage" : deepest.getMessage();
        var result = new FormatException(file, -1, expected, said);
        result.initCause(e);
        return result;
    }
}
