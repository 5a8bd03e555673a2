package dev.fovea.model;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that is not what it should be: which file, where in it, what was expected and what was
 * found.
 */
public final class FormatException extends IOException {
    private static final long serialVersionUID = 1;

    private final String file;
    private final long offset;
    private final String expected;
    private final String found;

    /**
     * An error at a byte of a file: {@code NAME, byte OFFSET: expected EXPECTED, found FOUND}.
     *
     * @param offset in bytes from the start of the file, or -1 where no place can be named
     */
    public FormatException(Path file, long offset, String expected, String found) {
        this(file.toString(), offset, expected, found);
    }

    /** As above, for what is no file of its own, such as an entry of an archive. */
    public FormatException(String file, long offset, String expected, String found) {
        super(
                file
                        + (offset < 0 ? "" : ", byte " + offset)
                        + ": expected "
                        + expected
                        + ", found "
                        + found);
        this.file = file;
        this.offset = offset;
        this.expected = expected;
        this.found = found;
    }

    public String file() {
        return file;
    }

    /** In bytes from the start of the file; -1 where no place can be named. */
    public long offset() {
        return offset;
    }

    public String expected() {
        return expected;
    }

    public String found() {
        return found;
    }
}
