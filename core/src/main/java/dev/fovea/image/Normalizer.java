package dev.fovea.image;

/**
 * The second half of a {@link Preprocessing}, bytes to numbers, with the number of each byte worked
 * out once: for whoever prepares many pictures.
 */
public final class Normalizer {
    private final Preprocessing preprocessing;
    private final int channels;
    private final boolean reversed;
    private final float[] table;

    Normalizer(Preprocessing preprocessing) {
        this.preprocessing = preprocessing;
        this.channels = preprocessing.channels();
        this.reversed = channels == 3 && preprocessing.order() == ChannelOrder.BGR;
        this.table = new float[256 * channels];
        for (int i = 0; i < table.length; i++) {
            int c = i >> 8;
            double value = (i & 0xff) * preprocessing.scale();
            table[i] = (float) ((value - preprocessing.mean().get(c)) / preprocessing.std().get(c));
        }
    }

    /**
     * Writes the numbers of prepared pixels.
     *
     * @param pixels H x W x C bytes, RGB or grey, of one picture or a part of an array of many
     * @param from the first of them
     * @param count how many, a multiple of the channels
     * @param out where the numbers go
     * @param offset of the first number
     * @throws IndexOutOfBoundsException if they are not there or do not fit
     */
    public void apply(byte[] pixels, int from, int count, float[] out, int offset) {
        if (channels == 1) {
            for (int i = 0; i < count; i++) {
                out[offset + i] = table[pixels[from + i] & 0xff];
            }
            return;
        }
        int first = reversed ? 2 : 0;
        int last = 2 - first;
        for (int i = 0; i < count; i += 3) {
            out[offset + i] = table[pixels[from + i + first] & 0xff];
            out[offset + i + 1] = table[256 + (pixels[from + i + 1] & 0xff)];
            out[offset + i + 2] = table[512 + (pixels[from + i + last] & 0xff)];
        }
    }

    /** The preprocessing this belongs to. */
    public Preprocessing preprocessing() {
        return preprocessing;
    }
}
