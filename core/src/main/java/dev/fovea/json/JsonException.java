package dev.fovea.json;

/** A text that is no JSON, or JSON that does not say what it should. */
public final class JsonException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;

    JsonException(String message) {
        this(message, 0, 0);
    }

    private JsonException(String message, int line, int column) {
        super(message);
        this.line = line;
        this.column = column;
    }

    static JsonException at(int line, int column, String message) {
        return new JsonException(
                "line " + line + ", column " + column + ": " + message, line, column);
    }

    /** The line of the error, from 1; 0 where the text is well-formed and its content is wrong. */
    public int line() {
        return line;
    }

    /** The column of the error in UTF-16 units, from 1; 0 where {@link #line()} is 0. */
    public int column() {
        return column;
    }
}
