package dev.fovea.app.report;

import dev.fovea.app.report.ReportInput.LayerRow;
import dev.fovea.app.report.ReportInput.Run;
import dev.fovea.app.report.ReportInput.Sample;
import dev.fovea.image.Image;
import dev.fovea.predict.Evaluation;
import dev.fovea.predict.Evaluation.Outcome;
import dev.fovea.predict.Prediction;
import dev.fovea.train.EpochMetrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Reports about made-up classifiers. */
final class Fixture {
    static final List<String> SHAPES = List.of("bar", "disc", "ring");
    static final List<LayerRow> LAYERS =
            List.of(
                    new LayerRow("conv1", "Conv2d 3x3", "8 x 8 x 4", 40, 2304, "3"),
                    new LayerRow("relu1", "Relu", "8 x 8 x 4", 0, 0, "3"),
                    new LayerRow("fc1", "Dense", "3", 771, 768, "8"));

    private Fixture() {}

    /**
     * Three classes, six pictures: two bars, of which one is taken for a disc, three discs, a ring.
     */
    static Evaluation small() {
        return evaluation(
                SHAPES,
                List.of(
                        new Outcome(0, 0, 0, 0.9f, 0.9f),
                        new Outcome(1, 0, 1, 0.125f, 0.75f),
                        new Outcome(2, 1, 1, 0.5f, 0.5f),
                        new Outcome(3, 1, 1, 0.99f, 0.99f),
                        new Outcome(4, 1, 1, 0.6f, 0.6f),
                        new Outcome(5, 2, 2, 0.7f, 0.7f)));
    }

    static Evaluation evaluation(List<String> classes, List<Outcome> outcomes) {
        int[][] confusion = new int[classes.size()][classes.size()];
        outcomes.forEach(o -> confusion[o.label()][o.predicted()]++);
        long right = outcomes.stream().filter(Outcome::right).count();
        return new Evaluation(
                outcomes.size(),
                0.25,
                right / (double) outcomes.size(),
                1,
                classes,
                Arrays.stream(confusion).map(r -> Arrays.stream(r).boxed().toList()).toList(),
                outcomes,
                List.of());
    }

    /** Many pictures, a tenth of them wrong, in a mixed order that is always the same. */
    static Evaluation large(int pictures, int classes) {
        var random = new Random(7);
        var outcomes = new ArrayList<Outcome>();
        for (int i = 0; i < pictures; i++) {
            int label = random.nextInt(classes);
            int predicted = random.nextInt(10) == 0 ? random.nextInt(classes) : label;
            float sure = 0.5f + random.nextFloat() / 2;
            outcomes.add(
                    new Outcome(i, label, predicted, label == predicted ? sure : 1 - sure, sure));
        }
        return evaluation(
                IntStream.range(0, classes).mapToObj(i -> "class " + i).toList(), outcomes);
    }

    static ReportInput input(Evaluation evaluation) {
        var prediction =
                new Prediction(List.of(2f, 1f, 0f), List.of(0.625f, 0.25f, 0.125f), SHAPES);
        return new ReportInput(
                run("tiny on shapes"),
                List.of(epoch(1, 0.5), epoch(2, 0.25)),
                evaluation,
                index -> Image.black(8, 8, 1),
                List.of(new Sample(0, 0, prediction)),
                LAYERS,
                List.of());
    }

    static Run run(String title) {
        return new Run(
                title,
                "tiny",
                "shapes, test",
                Instant.parse("2026-05-04T10:20:30Z"),
                Map.of("Batch", "64"),
                Map.of("Seed", "17"),
                List.of("./fovea", "train", "--name", "my run"),
                List.of("./fovea", "train", "--resume", "runs/my run"));
    }

    static EpochMetrics epoch(int number, double loss) {
        return new EpochMetrics(number, loss, 0.75, loss + 0.125, 0.5, 1, 0.001, 12.5, 900);
    }
}
