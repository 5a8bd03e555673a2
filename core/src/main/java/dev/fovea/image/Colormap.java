package dev.fovea.image;

/** Scales of colours for numbers; see {@link Pictures#heatmap}. */
public enum Colormap {
    /** From black to white. */
    GREY,
    /**
     * From dark violet over teal to light yellow, ever lighter, so that it reads the same in grey
     * and with every kind of colour blindness.
     */
    SEQUENTIAL,
    /**
     * From blue over white to red, both ends equally dark. All but the rarest kinds of colour
     * blindness tell blue from red.
     */
    DIVERGING
}
