package dev.fovea.app.train;

import dev.fovea.app.report.EventWriter;
import dev.fovea.app.report.MetricsCsv;
import dev.fovea.app.terminal.Figures;
import dev.fovea.app.terminal.Output;
import dev.fovea.app.terminal.Progress;
import dev.fovea.plan.Heap;
import dev.fovea.train.EpochMetrics;
import dev.fovea.train.RunPlan;
import dev.fovea.train.StepMetrics;
import dev.fovea.train.TrainListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows how a run goes, and writes its figures into its folder. */
final class RunListener implements TrainListener, AutoCloseable {
    /** What stands for an epoch where none is shown. */
    private static final int VALIDATION = -1;

    private static final int FEATURES = -2;

    private final Output output;
    private final RunFolder folder;
    private final RunSettings settings;
    private final Interrupt interrupt;
    private final EventWriter events;
    private final List<EpochMetrics> history;
    private int epochs;
    private int samples;
    private long stepsPerEpoch;
    private int skipped;
    private @Nullable Progress progress;
    private int shownEpoch;

    RunListener(
            Output output,
            RunFolder folder,
            RunSettings settings,
            Interrupt interrupt,
            EventWriter events,
            List<EpochMetrics> before) {
        this.output = output;
        this.folder = folder;
        this.settings = settings;
        this.interrupt = interrupt;
        this.events = events;
        history = new ArrayList<>(before);
    }

    @Override
    public void started(RunPlan plan) {
        epochs = plan.epochs();
        samples = plan.trainSamples();
        stepsPerEpoch = plan.stepsPerEpoch();
        output.say(
                String.format(
                        Locale.ROOT,
                        "%,d pictures to train on, %,d to validate; kernels %s; %s of heap",
                        samples,
                        plan.validationSamples(),
                        plan.kernels(),
                        Heap.text(plan.memoryBytes())));
        plan.notes().forEach(output::say);
        if (plan.firstEpoch() > 1) {
            output.say(
                    plan.firstEpoch() > plan.epochs()
                            ? "all epochs are done; only the last steps are repeated"
                            : "goes on with epoch " + plan.firstEpoch());
        }
    }

    @Override
    public void features(int done, int total) {
        interrupt.check();
        shown("features", FEATURES, total).to(done);
    }

    @Override
    public void step(StepMetrics step) {
        interrupt.check();
        try {
            events.step(step);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String left = left(step);
        shown("epoch " + step.epoch() + "/" + epochs, step.epoch(), samples)
                .saying(
                        String.format(
                                Locale.ROOT,
                                "loss %s, accuracy %.2f %%, %.0f images/s, %s left",
                                Figures.loss(step.epochLoss()),
                                100 * step.epochTop1(),
                                step.imagesPerSecond(),
                                left),
                        String.format(
                                Locale.ROOT,
                                "loss %s %.1f%% %.0f/s %s left",
                                Figures.loss(step.epochLoss()),
                                100 * step.epochTop1(),
                                step.imagesPerSecond(),
                                left))
                .to(step.samplesDone());
    }

    /** Of the whole run, at the rate of this epoch. */
    private String left(StepMetrics step) {
        double pictures = (double) samples * (epochs - step.epoch() + 1) - step.samplesDone();
        long seconds = Math.round(pictures / Math.max(1e-9, step.imagesPerSecond()));
        return seconds < 60
                ? seconds + " s"
                : seconds < 3600
                        ? seconds / 60 + " min " + seconds % 60 + " s"
                        : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    @Override
    public void validating(int done, int total) {
        interrupt.check();
        shown("validate", VALIDATION, total).to(done);
    }

    /** The progress of what goes on now; another epoch, or validation, begins another. */
    private Progress shown(String task, int epoch, int total) {
        Progress now = progress;
        if (now == null || shownEpoch != epoch) {
            hide();
            now =
                    epoch > 0
                            ? Progress.withFigures(output, task, total)
                            : Progress.of(output, task, total);
            progress = now;
            shownEpoch = epoch;
        }
        return now;
    }

    private void hide() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }

    @Override
    public void epoch(EpochMetrics epoch, boolean best) {
        hide();
        history.add(epoch);
        boolean isValidated = !Double.isNaN(epoch.validationTop1());
        output.say(
                String.format(
                        Locale.ROOT,
                        "epoch %d/%d: loss %s, accuracy %.2f %%%s, %.0f images/s, %.1f s%s",
                        epoch.epoch(),
                        epochs,
                        Figures.loss(epoch.trainLoss()),
                        100 * epoch.trainTop1(),
                        isValidated
                                ? String.format(
                                        Locale.ROOT,
                                        "; validation loss %s, accuracy %.2f %%",
                                        Figures.loss(epoch.validationLoss()),
                                        100 * epoch.validationTop1())
                                : "",
                        epoch.imagesPerSecond(),
                        epoch.seconds(),
                        isValidated && best ? " (best so far)" : ""));
        try {
            events.epoch(epoch.epoch() * stepsPerEpoch, epoch);
            MetricsCsv.write(history, folder.file("metrics.csv"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void checkpoint(Path file) {
        int epoch = history.size();
        boolean isKept = settings.keepEvery() > 0 && epoch > 0 && epoch % settings.keepEvery() == 0;
        if (isKept) {
            try {
                folder.keepCheckpoint(epoch);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void skipped(String picture, IOException reason) throws IOException {
        if (settings.failOnBadPicture()) {
            throw reason;
        }
        skipped++;
        output.warn("left out: " + reason.getMessage());
    }

    int skipped() {
        return skipped;
    }

    @Override
    public void stoppedEarly(int epoch, int bestEpoch) {
        output.say(
                "stops after epoch "
                        + epoch
                        + ": no better one since epoch "
                        + bestEpoch
                        + " (--patience "
                        + settings.patience()
                        + ")");
    }

    @Override
    public void warning(String message) {
        output.warn(message);
    }

    @Override
    public void close() throws IOException {
        hide();
        events.close();
    }
}
