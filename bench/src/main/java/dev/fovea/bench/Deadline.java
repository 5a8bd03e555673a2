package dev.fovea.bench;

import java.time.Duration;

/**
 * When a task has to be done.
 *
 * @param nanoTime on {@link System#nanoTime}'s clock
 */
record Deadline(long nanoTime) {
    static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos());
    }

    /** Negative once it has passed. */
    Duration left() {
        return Duration.ofNanos(nanoTime - System.nanoTime());
    }

    boolean passed() {
        return left().isNegative();
    }
}
