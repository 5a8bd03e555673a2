package dev.fovea.plan;

/**
 * A plan does not fit the heap; the message says what it needs, what there is, and which batch
 * would fit.
 */
public final class InsufficientMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InsufficientMemoryException(String message) {
        super(message);
    }
}
