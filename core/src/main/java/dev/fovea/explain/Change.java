package dev.fovea.explain;

import dev.fovea.image.Image;
import dev.fovea.image.Rotate;
import dev.fovea.image.Shift;
import dev.fovea.image.Zoom;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** A way to move what a picture shows; what is left free is black. */
public enum Change {
    /** To the right, by whole pixels of the network's input. */
    SHIFT("shift to the right, pixels"),
    /** About the middle; 2 shows everything twice as large. */
    SCALE("scale, times"),
    /** About the middle, counter-clockwise, in degrees. */
    ROTATE("rotation, degrees");

    private final String label;

    Change(String label) {
        this.label = label;
    }

    /** What the amounts are, with their unit. */
    public String label() {
        return label;
    }

    /** The amount that leaves a picture as it is. */
    public double nothing() {
        return this == SCALE ? 1 : 0;
    }

    /**
     * Amounts to try, ascending: shifts in eight steps up to about a quarter of the width, a power
     * of two each so that they are whole cells of most maps; scales from a half to 2; half a turn
     * in steps of 15 degrees.
     */
    public List<Double> amounts(Shape input) {
        List<Double> amounts = new ArrayList<>();
        switch (this) {
            case SHIFT -> {
                int step = Integer.highestOneBit(Math.max(1, input.width() / 28));
                for (int i = 0; i <= 8 && i * step < input.width(); i++) {
                    amounts.add((double) i * step);
                }
            }
            case SCALE ->
                    amounts.addAll(
                            List.of(0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0));
            case ROTATE -> {
                for (int degrees = 0; degrees <= 180; degrees += 15) {
                    amounts.add((double) degrees);
                }
            }
        }
        return amounts;
    }

    /** The picture, changed. */
    public Image apply(Image image, double amount) {
        if (amount == nothing()) {
            return image;
        }
        return switch (this) {
            case SHIFT -> Shift.by(image, 0, (int) Math.rint(amount));
            case SCALE -> Zoom.by(image, amount);
            case ROTATE -> Rotate.by(image, amount);
        };
    }
}
