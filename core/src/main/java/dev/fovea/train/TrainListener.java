package dev.fovea.train;

import java.io.IOException;
import java.nio.file.Path;

/** Hears of a run's progress, on the thread that trains. Every method may be left out. */
public interface TrainListener {
    /** Before the first step. */
    default void started(RunPlan plan) {}

    /** While the features of frozen layers are computed, of all pictures together. */
    default void features(int done, int total) {}

    /** After each step. */
    default void step(StepMetrics step) {}

    /**
     * A picture could not be read; it is left out, or ends the run if this throws.
     *
     * @param reason names the file already
     */
    default void skipped(String picture, IOException reason) throws IOException {}

    /** During validation. */
    default void validating(int done, int total) {}

    /** After each epoch; {@code best} if its validation accuracy is the best so far. */
    default void epoch(EpochMetrics epoch, boolean best) {}

    /** A checkpoint was written. */
    default void checkpoint(Path file) {}

    /** The run ends early: no better epoch for as long as its patience lasts. */
    default void stoppedEarly(int epoch, int bestEpoch) {}

    /** Something went wrong that does not end the run. */
    default void warning(String message) {}
}
