package dev.fovea.data;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the data doctor found.
 *
 * @param name of the data
 * @param fingerprint of the data
 * @param classes their names
 * @param splits the splits that have pictures or a folder: train, validation, test
 * @param problems why the data cannot be trained on as they are; empty if they can
 * @param warnings what may spoil the result, one sentence each
 * @param bad pictures that cannot be read
 * @param duplicates pictures that are there more than once
 * @param ignored files beside the pictures
 * @param width of the readable pictures, in pixels, upright
 * @param height likewise
 * @param sizes how often each size occurs, the most frequent first
 * @param modes how often each pixel mode occurs, in Pillow's words, such as RGB, L, P, CMYK
 * @param formats how often each file format occurs; empty for pictures that are no files
 * @param decoded how many pictures were read to the last pixel
 * @param normalization mean and deviation of the training pictures
 */
public record DataReport(
        String name,
        String fingerprint,
        List<String> classes,
        List<Split> splits,
        List<String> problems,
        List<String> warnings,
        List<BadPicture> bad,
        List<Duplicate> duplicates,
        Ignored ignored,
        Spread width,
        Spread height,
        List<SizeCount> sizes,
        Map<String, Long> modes,
        Map<String, Long> formats,
        long decoded,
        Normalization normalization) {
    public DataReport {
        classes = List.copyOf(classes);
        splits = List.copyOf(splits);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
        bad = List.copyOf(bad);
        duplicates = List.copyOf(duplicates);
        sizes = List.copyOf(sizes);
        modes = Map.copyOf(modes);
        formats = Map.copyOf(formats);
    }

    /**
     * One split.
     *
     * @param name "train", "validation" or "test"
     * @param counts pictures of each class, in the order of the classes
     */
    public record Split(String name, List<Integer> counts) {
        public Split {
            counts = List.copyOf(counts);
        }

        /** All pictures. */
        public int pictures() {
            return counts.stream().mapToInt(Integer::intValue).sum();
        }

        /**
         * How many times the pictures of the smallest class the largest has: 1 is balanced,
         * infinite if a class has none.
         */
        public double imbalance() {
            int most = counts.stream().mapToInt(Integer::intValue).max().orElse(0);
            int least = counts.stream().mapToInt(Integer::intValue).min().orElse(0);
            return most == 0 ? 1 : (double) most / least;
        }

        /** The classes without a picture. */
        public List<String> missing(List<String> classes) {
            return IntStream.range(0, counts.size())
                    .filter(i -> counts.get(i) == 0)
                    .mapToObj(classes::get)
                    .toList();
        }
    }

    /**
     * Where a picture is.
     *
     * @param split "train", "validation" or "test"
     * @param label the name of its class
     * @param picture its file, or "train #17"
     */
    public record Place(String split, String label, String picture) {}

    /**
     * A picture that cannot be read.
     *
     * @param place where it is
     * @param truncated whether it begins well and ends too early
     * @param problem what is wrong
     */
    public record BadPicture(Place place, boolean truncated, String problem) {}

    /**
     * Pictures with the same content.
     *
     * @param places where they are, at least two
     * @param sameBytes whether the files are the same too, or only what they show
     */
    public record Duplicate(List<Place> places, boolean sameBytes) {
        public Duplicate {
            places = List.copyOf(places);
        }

        /** Whether a picture is in two splits: what is tested on was trained on. */
        public boolean acrossSplits() {
            return places.stream().map(Place::split).distinct().count() > 1;
        }

        /** Whether a picture has two labels. */
        public boolean acrossClasses() {
            return places.stream().map(Place::label).distinct().count() > 1;
        }
    }

    /** The smallest, the middle (the lower of two) and the largest; zeros if there is nothing. */
    public record Spread(int min, int median, int max) {}

    /** How many pictures have a size. */
    public record SizeCount(int width, int height, long count) {}

    /**
     * Mean and standard deviation of the values over 255, each picture with the same weight
     * whatever its size.
     *
     * @param mean for red, green and blue, or for grey if every picture is grey; empty if no
     *     training picture could be read
     * @param std likewise, of all pixels
     * @param pictures over how many it was computed
     */
    public record Normalization(List<Double> mean, List<Double> std, long pictures) {
        public Normalization {
            mean = List.copyOf(mean);
            std = List.copyOf(std);
        }
    }

    /** True if a network can be trained on these data as they are. */
    public boolean isUsable() {
        return problems.isEmpty();
    }

    /** How many pictures there are, good or bad. */
    public long pictures() {
        return splits.stream().mapToLong(Split::pictures).sum();
    }

    /** The report for people, several lines. */
    public String toText() {
        return DataReportText.of(this);
    }

    /** The report for machines: strings, numbers, booleans, lists and maps in a fixed order. */
    public Map<String, Object> toMap() {
        return DataReportMap.of(this);
    }
}
