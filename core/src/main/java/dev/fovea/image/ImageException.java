package dev.fovea.image;

import java.io.IOException;
import java.io.Serial;

/**
 * A picture that cannot be read. The message starts with the file's name and says what was
 * expected, what was found and what to do; it is meant for people as it is.
 */
public final class ImageException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    private final String file;
    private final String problem;

    /**
     * @param file the name by which the caller knows the picture
     * @param problem what is wrong with it, without the name
     */
    public ImageException(String file, String problem) {
        super(file + ": " + problem);
        this.file = file;
        this.problem = problem;
    }

    ImageException(String file, String problem, Throwable cause) {
        this(file, problem);
        initCause(cause);
    }

    /** The name of the file, as the caller gave it. */
    public String file() {
        return file;
    }

    /** The message without the file's name. */
    public String problem() {
        return problem;
    }
}
