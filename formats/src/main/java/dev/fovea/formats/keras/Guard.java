package dev.fovea.formats.keras;

import dev.fovea.json.JsonException;
import dev.fovea.model.FormatException;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.Path;
import java.util.NoSuchElementException;

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
        return reading(file, -1, expected, reading);
    }

    /**
     * As above, for what lies at a known place.
     *
     * @param offset in bytes from the start of the file
     */
    static <T> T reading(Path file, long offset, String expected, Reading<T> reading)
            throws IOException {
        try {
            return reading.run();
        } catch (RuntimeException e) {
            throw failure(file, offset, expected, e);
        } catch (StackOverflowError _) {
            throw new FormatException(file, offset, expected, "parts that contain themselves");
        } catch (OutOfMemoryError _) {
            // One array of a size that the file says: nothing else is in want of memory yet.
            throw new FormatException(file, offset, expected, "sizes beyond the memory there is");
        }
    }

    private static FormatException failure(
            Path file, long offset, String expected, RuntimeException e) {
        Throwable deepest = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            deepest = cause;
        }
        if (deepest instanceof FormatException format) {
            return format;
        }
        var result = new FormatException(file, offset, expected, found(deepest));
        result.initCause(e);
        return result;
    }

    /** Our own refusals are sentences; a library's words only help beside one. */
    private static String found(Throwable deepest) {
        String said = deepest.getMessage() == null ? "" : deepest.getMessage();
        return switch (deepest) {
            case BufferUnderflowException _, IndexOutOfBoundsException _ ->
                    "sizes or addresses that lead outside of it: it is damaged";
            case NegativeArraySizeException _, ArithmeticException _ ->
                    "sizes that no array can have: it is damaged";
            case JsonException _ -> said;
            case HdfException _ -> "damage (" + said + ")";
            case NullPointerException _, ClassCastException _, NoSuchElementException _ ->
                    "parts that do not belong together: it is damaged";
            default -> said.isEmpty() ? "damage" : said;
        };
    }
}
