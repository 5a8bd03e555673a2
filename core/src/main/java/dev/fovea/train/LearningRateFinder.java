package dev.fovea.train;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Tries growing learning rates, one a step, and watches the loss (Smith 2017, arXiv 1506.01186,
 * section 3.3).
 *
 * @param points learning rates with the smoothed loss after training at them; ends early where the
 *     loss runs away
 */
public record LearningRateFinder(List<Point> points) {
    private static final double LOW = 1e-6;
    private static final double HIGH = 1;

    public LearningRateFinder {
        points = List.copyOf(points);
    }

    /**
     * @param loss exponentially smoothed (0.9), infinite where the run diverged
     */
    public record Point(double learningRate, double loss) {}

    /**
     * Sweeps from 1e-6 to 1 on a copy of the trainer's weights.
     *
     * @param steps 10 or more; 100 is usual
     */
    public static LearningRateFinder sweep(Trainer trainer, int steps) throws IOException {
        if (steps < 10) {
            throw new IllegalArgumentException(
                    "LearningRateFinder: 10 steps or more, got " + steps);
        }
        trainer.requireMemory();
        Trainer copy = trainer.withWeights(trainer.weights.copy());
        return new LearningRateFinder(new TrainRun(copy, Optional.empty()).sweep(steps, LOW, HIGH));
    }

    /**
     * A tenth of the rate at which the loss was lowest: still falling, and well before it runs
     * away.
     */
    public double suggestion() {
        Point lowest = points.getFirst();
        for (Point point : points) {
            if (point.loss() < lowest.loss()) {
                lowest = point;
            }
        }
        return lowest.learningRate() / 10;
    }
}
