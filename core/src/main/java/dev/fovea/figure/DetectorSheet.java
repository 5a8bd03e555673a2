package dev.fovea.figure;

import dev.fovea.explain.Detectors;
import dev.fovea.image.Colormap;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Filters beside what they answer to. */
public final class DetectorSheet {
    private static final int SIDE = 84;

    private DetectorSheet() {}

    /**
     * Two columns of filters, those that prefer the same class beside each other.
     *
     * @param classes names, in the order of the detectors' means
     */
    public static Block of(List<Detectors.Detector> detectors, List<String> classes) {
        var ordered = new ArrayList<>(detectors);
        ordered.sort(
                Comparator.comparing(Detectors.Detector::isDead)
                        .thenComparingInt(Detectors.Detector::preferred));
        var tiles = new ArrayList<Block>();
        for (Detectors.Detector detector : ordered) {
            tiles.add(tile(detector, classes));
        }
        return Blocks.grid(2, 26, tiles);
    }

    /** What a filter answers to, in words. */
    public static String answer(Detectors.Detector detector, List<String> classes) {
        if (detector.isDead()) {
            return "dead: answers nothing";
        }
        String preferred = classes.get(detector.preferred());
        return detector.rival().isPresent()
                ? "undecided between %s and %s"
                        .formatted(preferred, classes.get(detector.rival().getAsInt()))
                : preferred;
    }

    private static Block tile(Detectors.Detector detector, List<String> classes) {
        Block filter =
                Blocks.picture(
                        HeatMap.of(detector.filter(), Colormap.DIVERGING).image(),
                        Math.max(1, SIDE / detector.filter().shape().extent(0)));
        Block picture =
                detector.strongest()
                        .map(image ->
                                Blocks.framed(
                                        Blocks.picture(image, Math.max(1, SIDE / image.height()))))
                        .orElseGet(() -> Blocks.space(SIDE, SIDE));
        float[] means = new float[classes.size()];
        for (int c = 0; c < means.length; c++) {
            means[c] = detector.meanPeaks().get(c).floatValue();
        }
        Block numbers =
                NumberGrid.of(Tensor.of(Shape.of(means.length, 1), means), Colormap.SEQUENTIAL);
        var names = new ArrayList<Block>();
        for (String name : classes) {
            names.add(
                    Blocks.column(
                            0,
                            Align.START,
                            Blocks.space(1, 4),
                            Blocks.text(name, Type.SMALL, Palette.MUTED),
                            Blocks.space(1, 20 - Type.SMALL.lineHeight())));
        }
        return Blocks.headed(
                answer(detector, classes),
                Blocks.row(
                        12,
                        Align.START,
                        Blocks.framed(filter),
                        picture,
                        Blocks.row(6, Align.START, numbers, Blocks.column(0, Align.START, names))));
    }
}
