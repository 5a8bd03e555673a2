package dev.fovea.app.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and kill during a run: the run ends after the step it is in, so that no file is left half
 * written.
 */
public final class Interrupt implements AutoCloseable {
    private static final long MOST_SECONDS = 15;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean asked;

    private Interrupt(Runnable farewell) {
        hook =
                new Thread(
                        () -> {
                            asked = true;
                            awaitEnd();
                            farewell.run();
                        },
                        "fovea-interrupt");
    }

    /** Listens until it is closed; {@code farewell} runs last when the process is asked to end. */
    public static Interrupt listen(Runnable farewell) {
        var interrupt = new Interrupt(farewell);
        Runtime.getRuntime().addShutdownHook(interrupt.hook);
        return interrupt;
    }

    /** The run was asked to end. */
    public static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped() {
            super("stopped");
        }
    }

    /**
     * @throws Stopped if the process was asked to end
     */
    public void check() {
        if (asked) {
            throw new Stopped();
        }
    }

    private void awaitEnd() {
        try {
            ended.await(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        if (asked) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook is part of that.
        }
    }
}
