package dev.fovea.app.terminal;

import java.util.Locale;

/** Figures as the terminal shows them. */
public final class Figures {
    private Figures() {}

    /** Four decimals; three digits and a power of ten for what has gone astray. */
    public static String loss(double loss) {
        return String.format(Locale.ROOT, Math.abs(loss) < 1e4 ? "%.4f" : "%.2e", loss);
    }
}
