package dev.fovea.train;

import dev.fovea.data.BatchOptions;
import dev.fovea.data.Batches;
import java.io.IOException;
import java.util.Optional;

/** The pictures of one epoch in the order the seed gives them. */
final class BatchSource {
    private BatchSource() {}

    /** Hears of pictures that were left out. */
    interface Skipped {
        void skipped(String picture, IOException reason) throws IOException;
    }

    /**
     * @param features of the pictures; empty for the pictures themselves
     */
    static Batches training(
            Trainer trainer,
            Optional<FrozenFeatures> features,
            int epoch,
            int start,
            Skipped skipped)
            throws IOException {
        TrainOptions options = trainer.options;
        BatchOptions order =
                BatchOptions.of(options.batch())
                        .withShuffle(options.seed(), epoch)
                        .withStart(start)
                        .withAugmentations(options.augmentations())
                        .withBadPictures((index, name, problem) -> skipped.skipped(name, problem));
        return features.isPresent()
                ? Batches.of(trainer.train, features.get(), order)
                : Batches.of(trainer.train, trainer.preprocessing, order);
    }
}
