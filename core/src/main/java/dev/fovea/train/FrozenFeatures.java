package dev.fovea.train;

import dev.fovea.data.Batch;
import dev.fovea.data.BatchOptions;
import dev.fovea.data.Batches;
import dev.fovea.data.Dataset;
import dev.fovea.data.Samples;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.Mode;
import dev.fovea.plan.Plan;
import dev.fovea.plan.PlanOptions;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the frozen part of a network makes of every picture of a data set, computed once and kept:
 * one array a picture, empty for those that cannot be read.
 */
final class FrozenFeatures implements Samples {
    private final Shape shape;
    private final float[][] features;
    private final Map<Integer, IOException> problems = new HashMap<>();

    private FrozenFeatures(Shape shape, int pictures) {
        this.shape = shape;
        features = new float[pictures][];
    }

    /** Hears how far the computation is. */
    interface Progress {
        void done(int pictures);
    }

    /**
     * Computes the features.
     *
     * @param mode of the run that will read them: the same kernels give the same bits
     */
    static FrozenFeatures of(
            Trainer trainer, FrozenPart part, Dataset data, Mode mode, Progress progress)
            throws IOException {
        var kept = new FrozenFeatures(part.before().outputShape(), data.size());
        int batch = trainer.options.batch();
        Plan plan =
                Plan.of(
                        part.before(),
                        FrozenPart.share(part.before(), trainer.weights),
                        trainer.kernels,
                        options(part, mode, batch));
        BatchOptions order =
                BatchOptions.of(batch)
                        .withBadPictures(
                                (index, name, problem) -> kept.problems.put(index, problem));
        try (Batches batches = Batches.of(data, trainer.preprocessing, order)) {
            Optional<Batch> next = batches.next();
            while (next.isPresent()) {
                kept.add(plan, next.get());
                progress.done(next.get().end());
                next = batches.next();
            }
        }
        return kept;
    }

    /** The plan that computes the features. */
    static PlanOptions options(FrozenPart part, Mode mode, int batch) {
        return PlanOptions.of(mode, batch).withFrozen(part.before().parameters().keySet());
    }

    private void add(Plan plan, Batch pictures) {
        int n = pictures.size();
        System.arraycopy(
                pictures.x(),
                0,
                plan.input().data(),
                plan.input().offset(),
                n * pictures.sample().size());
        plan.forward(n);
        Buffer out = plan.output();
        for (int i = 0; i < n; i++) {
            float[] row = new float[shape.size()];
            System.arraycopy(out.data(), out.at(i), row, 0, row.length);
            features[pictures.indices()[i]] = row;
        }
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public void write(int index, float[] target, int at) throws IOException {
        IOException problem = problems.get(index);
        if (problem != null) {
            throw problem;
        }
        System.arraycopy(features[index], 0, target, at, shape.size());
    }
}
