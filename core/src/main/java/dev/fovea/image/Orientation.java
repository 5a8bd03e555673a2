package dev.fovea.image;

/**
 * The eight values of EXIF's tag 0x0112 (Exif 2.32, section 4.6.4): what has to be done to the
 * stored pixels so that the picture stands upright. Rows and columns change places first, then the
 * columns are reversed (left to right), then the rows (top to bottom).
 */
public enum Orientation {
    UPRIGHT(1, false, false, false),
    MIRRORED(2, false, true, false),
    TURNED(3, false, true, true),
    FLIPPED(4, false, false, true),
    TRANSPOSED(5, true, false, false),
    /** Has to be turned by 90 degrees clockwise: the usual portrait of a telephone. */
    TURN_RIGHT(6, true, true, false),
    TRANSVERSED(7, true, true, true),
    /** Has to be turned by 90 degrees counter-clockwise. */
    TURN_LEFT(8, true, false, true);

    private final int exif;
    private final boolean swapsSides;
    private final boolean reversesColumns;
    private final boolean reversesRows;

    Orientation(int exif, boolean swapsSides, boolean reversesColumns, boolean reversesRows) {
        this.exif = exif;
        this.swapsSides = swapsSides;
        this.reversesColumns = reversesColumns;
        this.reversesRows = reversesRows;
    }

    /** The orientation with this EXIF value; {@link #UPRIGHT} for one that EXIF does not know. */
    public static Orientation of(int exif) {
        for (Orientation orientation : values()) {
            if (orientation.exif == exif) {
                return orientation;
            }
        }
        return UPRIGHT;
    }

    /** 1 to 8. */
    public int exif() {
        return exif;
    }

    /** True where height and width change places (5 to 8). */
    public boolean swapsSides() {
        return swapsSides;
    }

    /** The upright picture of the stored one: H x W x C to H x W x C, or W x H x C for 5 to 8. */
    public Image apply(Image stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int height = swapsSides ? stored.width() : stored.height();
        int width = swapsSides ? stored.height() : stored.width();
        int channels = stored.channels();
        // Where stored pixel (0, 0) goes, and how far from there its neighbours go.
        int start = (reversesRows ? (height - 1) * width : 0) + (reversesColumns ? width - 1 : 0);
        int downwards = reversesRows ? -width : width;
        int rightwards = reversesColumns ? -1 : 1;
        int rowStep = swapsSides ? rightwards : downwards;
        int columnStep = (swapsSides ? downwards : rightwards) * channels;
        byte[] in = stored.pixels();
        byte[] out = new byte[in.length];
        for (int y = 0, from = 0; y < stored.height(); y++) {
            int to = (start + y * rowStep) * channels;
            for (int x = 0; x < stored.width(); x++, to += columnStep) {
                for (int c = 0; c < channels; c++) {
                    out[to + c] = in[from++];
                }
            }
        }
        return Image.of(height, width, channels, out);
    }
}
