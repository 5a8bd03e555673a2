package dev.fovea.json;

/** A text that is no JSON, or JSON that does not say what it should. */
public final class JsonException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String message;
    private final int line;
    private final int column;
    private final int offset;

    JsonException(String message) {
        this(message, 0, 0, -1);
    }

    private JsonException(String message, int line, int column, int offset) {
        super(message);
        this.message = message;
        this.line = line;
        this.column = column;
        this.offset = offset;
    }

    static JsonException at(String text, int offset, String message) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < offset; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        int column = offset - lineStart + 1;
        return new JsonException(
                "line " + line + ", column " + column + ": " + message, line, column, offset);
    }

    @Override
    public String getMessage() {
        return message;
    }

    /** The line of the error, from 1; 0 where the text is well-formed and its content is wrong. */
    public int line() {
        return line;
    }

    /** The column of the error in UTF-16 units, from 1; 0 where {@link #line()} is 0. */
    public int column() {
        return column;
    }

    /** Where in the text the error is, in UTF-16 units from 0; -1 where {@link #line()} is 0. */
    public int offset() {
        return offset;
    }
}
