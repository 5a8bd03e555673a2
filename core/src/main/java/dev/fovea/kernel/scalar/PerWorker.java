package dev.fovea.kernel.scalar;

import dev.fovea.kernel.Workers;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What each thread of one call needs for itself, made when it first asks: so much memory, however
 * many pieces there are.
 */
final class PerWorker<T> {
    private final Supplier<T> supplier;
    private final @Nullable Object[] made;

    PerWorker(Workers workers, Supplier<T> supplier) {
        this.supplier = supplier;
        this.made = new @Nullable Object[workers.threads()];
    }

    /** Only for the thread that has this number now. */
    @SuppressWarnings("unchecked")
    T of(int worker) {
        T mine = (T) made[worker];
        if (mine == null) {
            mine = supplier.get();
            made[worker] = mine;
        }
        return mine;
    }
}
