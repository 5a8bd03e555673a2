package dev.fovea.image;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names under which people ask for a {@link Preprocessing}. */
public final class PreprocessingPresets {
    private static final Pattern UNIT = Pattern.compile("unit:(\\d{1,5})x(\\d{1,5})(?:x([13]))?");

    private PreprocessingPresets() {}

    /** What may be asked for. */
    public static List<String> names() {
        return List.of("torchvision", "caffe", "tf", "unit:HxW", "unit:HxWxC");
    }

    /**
     * {@code torchvision}, {@code caffe}, {@code tf}, or {@code unit:28x28x1} (bytes over 255 at
     * this height, width and number of channels, which are 3 if not said).
     *
     * @throws IllegalArgumentException for anything else, listing them
     */
    public static Preprocessing of(String name) {
        String wanted = name.strip().toLowerCase(Locale.ROOT);
        Matcher unit = UNIT.matcher(wanted);
        if (unit.matches()) {
            int channels = unit.group(3) == null ? 3 : Integer.parseInt(unit.group(3));
            return Preprocessing.unit(
                    Integer.parseInt(unit.group(1)), Integer.parseInt(unit.group(2)), channels);
        }
        return switch (wanted) {
            case "torchvision" -> Preprocessing.torchvision();
            case "caffe" -> Preprocessing.caffe();
            case "tf" -> Preprocessing.tensorflow();
            default ->
                    throw new IllegalArgumentException(
                            "preprocessing: there is no preset \"%s\"; there are %s"
                                            .formatted(name, String.join(", ", names()))
                                    + " (height, width and 1 or 3 channels, as in unit:28x28x1)");
        };
    }
}
