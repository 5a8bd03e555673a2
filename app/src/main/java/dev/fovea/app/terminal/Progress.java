package dev.fovea.app.terminal;

import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far something is: a bar that redraws itself where a person watches, a line every ten seconds
 * elsewhere.
 */
public final class Progress implements AutoCloseable {
    private static final long LINE_EVERY = TimeUnit.SECONDS.toNanos(10);

    private final Output output;
    private final String task;
    private final long total;
    private final @Nullable ProgressBar bar;
    private String message = "";
    private long said = System.nanoTime();

    private Progress(Output output, String task, long total, @Nullable ProgressBar bar) {
        this.output = output;
        this.task = task;
        this.total = total;
        this.bar = bar;
    }

    /**
     * @param total pictures in all
     */
    public static Progress of(Output output, String task, long total) {
        return new Progress(
                output,
                task,
                total,
                output.isWatched() ? bar(task, total).showSpeed().build() : null);
    }

    /** As {@link #of}, for work that says rate and time left itself ({@link #saying}). */
    public static Progress withFigures(Output output, String task, long total) {
        return new Progress(
                output,
                task,
                total,
                output.isWatched() ? bar(task, total).hideEta().build() : null);
    }

    private static ProgressBarBuilder bar(String task, long total) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .setUpdateIntervalMillis(250)
                .clearDisplayOnFinish();
    }

    /**
     * Figures to show.
     *
     * @param text behind the line
     * @param brief behind the bar, which leaves about 45 columns
     */
    public Progress saying(String text, String brief) {
        message = text;
        if (bar != null) {
            bar.setExtraMessage(brief);
        }
        return this;
    }

    public void to(long done) {
        if (bar != null) {
            bar.stepTo(done);
            return;
        }
        long now = System.nanoTime();
        if (now - said >= LINE_EVERY) {
            said = now;
            output.say(
                    task
                            + ": "
                            + done
                            + " of "
                            + total
                            + (message.isEmpty() ? "" : ", " + message));
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
