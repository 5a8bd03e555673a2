package dev.fovea.image;

import dev.fovea.image.JpegHeader.Transform;

/**
 * Turns the components of a JPEG into red, green and blue: libjpeg's fixed-point YCbCr (JFIF 1.02,
 * page 3) and Pillow's CMYK, so that the pixels are those Python gets.
 *
 * <p>ImageIO's own conversion is not used because it refuses CMYK, applies embedded colour profiles
 * (Python's libraries do not), and guesses the colour space by other rules than libjpeg.
 */
final class JpegColors {
    private static final int ROUND = 1 << 15;
    private static final int CR_TO_RED = fixed(1.40200);
    private static final int CB_TO_GREEN = fixed(0.34414);
    private static final int CR_TO_GREEN = fixed(0.71414);
    private static final int CB_TO_BLUE = fixed(1.77200);

    private JpegColors() {}

    private static int fixed(double factor) {
        return (int) (factor * (1 << 16) + 0.5);
    }

    /**
     * The picture of these components.
     *
     * @param samples 1, 3 or 4 components a pixel; three are converted in place
     */
    static Image toImage(int height, int width, byte[] samples, Transform transform) {
        return switch (transform) {
            case GREY -> Image.of(height, width, 1, samples);
            case RGB -> Image.of(height, width, 3, samples);
            case YCBCR -> {
                yCbCrToRgb(samples, 3);
                yield Image.of(height, width, 3, samples);
            }
            case CMYK -> Image.of(height, width, 3, inkToRgb(samples));
            case YCCK -> {
                yCbCrToRgb(samples, 4);
                for (int i = 0; i < samples.length; i++) {
                    if ((i & 3) != 3) {
                        samples[i] = (byte) ~samples[i];
                    }
                }
                yield Image.of(height, width, 3, inkToRgb(samples));
            }
        };
    }

    private static void yCbCrToRgb(byte[] samples, int step) {
        for (int i = 0; i + 2 < samples.length; i += step) {
            int y = samples[i] & 0xff;
            int cb = (samples[i + 1] & 0xff) - 128;
            int cr = (samples[i + 2] & 0xff) - 128;
            samples[i] = clip(y + ((CR_TO_RED * cr + ROUND) >> 16));
            samples[i + 1] = clip(y + ((-CB_TO_GREEN * cb - CR_TO_GREEN * cr + ROUND) >> 16));
            samples[i + 2] = clip(y + ((CB_TO_BLUE * cb + ROUND) >> 16));
        }
    }

    /** Every program stores CMYK inverted in a JPEG, as Adobe does: 255 is no ink. */
    private static byte[] inkToRgb(byte[] samples) {
        byte[] rgb = new byte[samples.length / 4 * 3];
        for (int from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
            int light = samples[from + 3] & 0xff;
            for (int c = 0; c < 3; c++) {
                int ink = 255 - (samples[from + c] & 0xff);
                int product = ink * light + 128;
                rgb[to + c] = clip(light - (((product >> 8) + product) >> 8));
            }
        }
        return rgb;
    }

    private static byte clip(int value) {
        return (byte) Math.clamp(value, 0, 255);
    }
}
