package dev.fovea.data;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A text that is worked out when first asked for, once, whoever asks. */
final class Memo {
    private final Supplier<String> computation;
    private @Nullable String value;

    private Memo(Supplier<String> computation) {
        this.computation = computation;
    }

    static Memo of(Supplier<String> computation) {
        return new Memo(computation);
    }

    synchronized String get() {
        String known = value;
        if (known == null) {
            known = computation.get();
            value = known;
        }
        return known;
    }
}
