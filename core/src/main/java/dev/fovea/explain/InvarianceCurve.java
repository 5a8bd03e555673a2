package dev.fovea.explain;

import java.util.List;

/**
 * What a network keeps and loses as its pictures change.
 *
 * @param change what is done to the pictures
 * @param points by ascending amount
 */
public record InvarianceCurve(Change change, List<Point> points) {
    public InvarianceCurve {
        points = List.copyOf(points);
    }

    /**
     * One amount of change, as means over all pictures. A distance is relative: {@code |f(Tx) -
     * f(x)| / |f(x)|} (L2), where T is the change and f the output of a node; 0 is invariance.
     * Moved along means {@code |f(Tx) - Tf(x)| / |Tf(x)|}, with the map shifted as the picture was,
     * away from its edges; 0 is equivariance. NaN where there is no such map, or the shift is no
     * whole number of its cells.
     *
     * @param amount of the change
     * @param accuracy share of pictures whose most probable class is right, 0 .. 1
     * @param probability of the true class, 0 .. 1
     * @param first distance in the first layer
     * @param firstMoved the same, moved along
     * @param lastMap distance in the last map
     * @param lastMapMoved the same, moved along
     * @param late distance in what the last layer reads
     */
    public record Point(
            double amount,
            double accuracy,
            double probability,
            double first,
            double firstMoved,
            double lastMap,
            double lastMapMoved,
            double late) {}
}
