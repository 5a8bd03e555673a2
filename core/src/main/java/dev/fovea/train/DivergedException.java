package dev.fovea.train;

/** The loss became NaN or infinite; the message names the step and the likely causes. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DivergedException(String message) {
        super(message);
    }
}
