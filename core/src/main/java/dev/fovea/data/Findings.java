package dev.fovea.data;

import dev.fovea.image.DecodedImage;
import dev.fovea.image.Image;
import dev.fovea.image.ImageInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found in a row of neighbouring pictures by one thread. Rows do not depend on the number
 * of threads and are added up in order, so the sums of the report do not either.
 */
final class Findings {
    /** Below this many pixels on a side there is hardly anything to see. */
    private static final int TINY = 8;

    private static final int MOST_EXAMPLES = 3;

    final List<DataReport.BadPicture> bad = new ArrayList<>();
    final Map<Size, Long> sizes = new HashMap<>();
    final Map<String, Long> modes = new HashMap<>();
    final Map<String, Long> formats = new HashMap<>();
    final List<String> tinyExamples = new ArrayList<>();
    final List<String> oddExamples = new ArrayList<>();
    long tiny;
    long odd;
    long decoded;

    long trainingPictures;
    boolean trainingColour;
    final double[] sum = new double[3];
    final double[] squares = new double[3];

    /** Columns and rows of the upright picture. */
    record Size(int width, int height) {}

    void header(ImageInfo info, String name) {
        size(info.uprightWidth(), info.uprightHeight(), name);
        modes.merge(info.mode(), 1L, Long::sum);
        formats.merge(info.format().displayName(), 1L, Long::sum);
    }

    /** A picture that is no file and so has no header. */
    void header(Image image, String name) {
        size(image.width(), image.height(), name);
        modes.merge(image.channels() == 1 ? "L" : "RGB", 1L, Long::sum);
    }

    private void size(int width, int height, String name) {
        sizes.merge(new Size(width, height), 1L, Long::sum);
        if (Math.min(width, height) < TINY) {
            tiny++;
            if (tinyExamples.size() < MOST_EXAMPLES) {
                tinyExamples.add("%s (%dx%d)".formatted(name, width, height));
            }
        }
    }

    void oddities(DecodedImage picture, String name) {
        if (!picture.warnings().isEmpty()) {
            odd++;
            if (oddExamples.size() < MOST_EXAMPLES) {
                oddExamples.add(name + ": " + String.join("; ", picture.warnings()));
            }
        }
    }

    /** Adds the moments of a training picture, exact whole numbers within the picture. */
    void training(Image image) {
        int channels = image.channels();
        long[] values = new long[channels];
        long[] squared = new long[channels];
        byte[] pixels = image.pixels();
        for (int i = 0; i < pixels.length; i += channels) {
            for (int c = 0; c < channels; c++) {
                long value = pixels[i + c] & 0xff;
                values[c] += value;
                squared[c] += value * value;
            }
        }
        double count = (double) image.width() * image.height();
        for (int c = 0; c < 3; c++) {
            int from = channels == 1 ? 0 : c;
            sum[c] += values[from] / (255.0 * count);
            squares[c] += squared[from] / (255.0 * 255.0 * count);
        }
        trainingPictures++;
        trainingColour |= channels == 3;
    }

    void add(Findings other) {
        bad.addAll(other.bad);
        other.sizes.forEach((size, count) -> sizes.merge(size, count, Long::sum));
        other.modes.forEach((mode, count) -> modes.merge(mode, count, Long::sum));
        other.formats.forEach((format, count) -> formats.merge(format, count, Long::sum));
        addExamples(tinyExamples, other.tinyExamples);
        addExamples(oddExamples, other.oddExamples);
        tiny += other.tiny;
        odd += other.odd;
        decoded += other.decoded;
        trainingPictures += other.trainingPictures;
        trainingColour |= other.trainingColour;
        for (int c = 0; c < 3; c++) {
            sum[c] += other.sum[c];
            squares[c] += other.squares[c];
        }
    }

    private static void addExamples(List<String> examples, List<String> others) {
        for (String other : others) {
            if (examples.size() < MOST_EXAMPLES) {
                examples.add(other);
            }
        }
    }

    DataReport.Normalization normalization() {
        List<Double> mean = new ArrayList<>();
        List<Double> std = new ArrayList<>();
        for (int c = 0; trainingPictures > 0 && c < (trainingColour ? 3 : 1); c++) {
            double first = sum[c] / trainingPictures;
            double second = squares[c] / trainingPictures;
            mean.add(first);
            std.add(Math.sqrt(Math.max(0, second - first * first)));
        }
        return new DataReport.Normalization(mean, std, trainingPictures);
    }
}
