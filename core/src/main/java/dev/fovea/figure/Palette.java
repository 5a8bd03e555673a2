package dev.fovea.figure;

/** The colours of figures, {@code 0xRRGGBB}. Scales for numbers are {@code image.Colormap}. */
public final class Palette {
    public static final int PAPER = 0xffffff;

    /** Behind what is empty: free places, values outside a picture. */
    public static final int SHADE = 0xf1f3f5;

    /** Text. */
    public static final int INK = 0x1f2328;

    /** Text that explains. */
    public static final int MUTED = 0x5c646d;

    /** Frames and axes. */
    public static final int LINE = 0xc4cad1;

    /** What is pointed at. */
    public static final int ACCENT = 0xd55e00;

    /** The other thing pointed at. */
    public static final int SECOND_ACCENT = 0x0072b2;

    /**
     * Okabe and Ito's set ("Color Universal Design", 2008), which all kinds of colour blindness can
     * tell apart, without its yellow, which is too light for lines on paper.
     */
    private static final int[] SERIES = {
        0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x1f2328
    };

    private Palette() {}

    /** The colour of curve {@code i}, counted from 0; they repeat after seven. */
    public static int series(int i) {
        return SERIES[Math.floorMod(i, SERIES.length)];
    }

    /** Of a {@code background}, black or white: what can be read on it. */
    static int readableOn(int background) {
        int luma =
                299 * (background >> 16 & 0xff)
                        + 587 * (background >> 8 & 0xff)
                        + 114 * (background & 0xff);
        return luma > 140_000 ? INK : PAPER;
    }

    /** {@code #rrggbb}. */
    static String hex(int colour) {
        return "#%06x".formatted(colour);
    }
}
