package dev.fovea.data;

import dev.fovea.image.Augmentation;
import dev.fovea.image.Image;
import dev.fovea.image.Normalizer;
import dev.fovea.image.Preprocessing;
import dev.fovea.image.RandomResizedCrop;
import dev.fovea.image.ResizeRule;
import dev.fovea.image.SampleRandom;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Puts single pictures into batches. Used by many threads at once. */
sealed interface SampleWriter {
    /** H x W x C of every picture. */
    Shape sample();

    /**
     * Writes one picture's numbers.
     *
     * @throws IOException if the picture cannot be used; others may still be
     */
    void write(int index, float[] x, int offset) throws IOException;

    /** True if a picture takes microseconds, so that threads should not share a batch. */
    boolean isCheap();

    /**
     * The cheapest way for this data set.
     *
     * @throws IOException if pictures keep their own size and none can be read to tell it
     */
    static SampleWriter of(Dataset dataset, Preprocessing preprocessing, BatchOptions options)
            throws IOException {
        Optional<PackedView> packed =
                options.augmentations().steps().isEmpty()
                        ? PackedView.of(dataset)
                        : Optional.empty();
        if (packed.isPresent() && staysAsItIs(packed.get().packed(), preprocessing)) {
            return new FromPacked(packed.get(), preprocessing.normalizer());
        }
        Optional<Shape> fixed = preprocessing.outputShape();
        return new FromPictures(
                dataset,
                preprocessing.normalizer(),
                fixed.isPresent() ? fixed.get() : firstShape(dataset, preprocessing, options),
                options);
    }

    private static boolean staysAsItIs(Packed packed, Preprocessing preprocessing) {
        int height = packed.height();
        int width = packed.width();
        boolean sameSize =
                switch (preprocessing.resize()) {
                    case ResizeRule.None _ -> true;
                    case ResizeRule.Exact exact ->
                            exact.height() == height && exact.width() == width;
                    case ResizeRule.ShorterSide _ -> false;
                };
        return sameSize && packed.channels() == preprocessing.channels();
    }

    private static Shape firstShape(
            Dataset dataset, Preprocessing preprocessing, BatchOptions options) throws IOException {
        List<Augmentation> steps = options.augmentations().steps();
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (steps.get(i) instanceof RandomResizedCrop crop) {
                return Shape.of(crop.height(), crop.width(), preprocessing.channels());
            }
        }
        IOException problem = new DataException("batches", "the data set is empty");
        for (int i = 0; i < dataset.size(); i++) {
            try {
                return preprocessing.outputShape(dataset.image(i));
            } catch (IOException e) {
                problem = e;
            }
        }
        throw problem;
    }

    /** From numbers that are there already. */
    record FromSamples(Samples samples) implements SampleWriter {
        @Override
        public Shape sample() {
            return samples.shape();
        }

        @Override
        public void write(int index, float[] x, int offset) throws IOException {
            samples.write(index, x, offset);
        }

        @Override
        public boolean isCheap() {
            return true;
        }
    }

    /** Straight from an array of bytes, without an object for each picture. */
    record FromPacked(PackedView view, Normalizer normalizer) implements SampleWriter {
        @Override
        public Shape sample() {
            Packed packed = view.packed();
            return Shape.of(packed.height(), packed.width(), packed.channels());
        }

        @Override
        public void write(int index, float[] x, int offset) {
            int size = view.pictureBytes();
            normalizer.apply(view.packed().pixels(), view.at(index) * size, size, x, offset);
        }

        @Override
        public boolean isCheap() {
            return true;
        }
    }

    /**
     * Reads, changes and prepares pictures one by one. A random resized crop, and what stands
     * before it, works on the picture as it is stored; everything else on the picture in the size
     * of the network, where a padding of 4 pixels is what the literature means by it and work is
     * least.
     */
    record FromPictures(Dataset dataset, Normalizer normalizer, Shape sample, BatchOptions options)
            implements SampleWriter {
        @Override
        public void write(int index, float[] x, int offset) throws IOException {
            Image image = prepared(dataset.image(index), index);
            if (image.height() != sample.height() || image.width() != sample.width()) {
                throw new DataException(
                        dataset.describe(index),
                        ("is %d x %d (height x width), expected %d x %d like the others; have"
                                        + " the preprocessing resize pictures")
                                .formatted(
                                        image.height(),
                                        image.width(),
                                        sample.height(),
                                        sample.width()));
            }
            normalizer.apply(image.pixels(), 0, sample.size(), x, offset);
        }

        private Image prepared(Image stored, int index) {
            Preprocessing preprocessing = normalizer.preprocessing();
            List<Augmentation> steps = options.augmentations().steps();
            int next = 0;
            for (int i = 0; i < steps.size(); i++) {
                if (steps.get(i) instanceof RandomResizedCrop) {
                    next = i + 1;
                }
            }
            SampleRandom random = SampleRandom.of(options.seed(), options.epoch(), index);
            Image image = stored;
            for (Augmentation step : steps.subList(0, next)) {
                image = step.apply(image, random);
            }
            boolean hasItsSize =
                    next > 0
                            && image.height() == sample.height()
                            && image.width() == sample.width();
            image =
                    hasItsSize
                            ? image.withChannels(sample.channels())
                            : preprocessing.prepare(image);
            for (Augmentation step : steps.subList(next, steps.size())) {
                image = step.apply(image, random);
            }
            return image;
        }

        @Override
        public boolean isCheap() {
            return false;
        }
    }
}
