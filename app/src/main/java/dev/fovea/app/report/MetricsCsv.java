package dev.fovea.app.report;

import dev.fovea.model.AtomicFile;
import dev.fovea.train.EpochMetrics;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * A run's numbers as a table that spreadsheets and pandas read: RFC 4180, one row an epoch, units
 * in the header's names, decimal points on every machine, an empty field for what was not measured.
 */
public final class MetricsCsv {
    private static final String END = "\r\n";
    private static final String HEADER =
            String.join(
                    ",",
                    "epoch",
                    "train_loss_nats",
                    "train_top1_fraction",
                    "validation_loss_nats",
                    "validation_top1_fraction",
                    "validation_top5_fraction",
                    "learning_rate",
                    "duration_seconds",
                    "images_per_second");

    private MetricsCsv() {}

    /** The table of these epochs, with its header. Numbers keep all their digits. */
    public static String text(List<EpochMetrics> history) {
        return history.stream()
                .map(MetricsCsv::row)
                .collect(Collectors.joining("", HEADER + END, ""));
    }

    /**
     * Writes the table, over one that is there. Writing the whole history after each epoch keeps
     * the file right when a run is resumed from an earlier epoch.
     *
     * @throws IOException if it cannot be written; a file that was there is left as it was
     */
    public static void write(List<EpochMetrics> history, Path file) throws IOException {
        byte[] bytes = text(history).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, channel -> Channels.newOutputStream(channel).write(bytes));
    }

    private static String row(EpochMetrics m) {
        return DoubleStream.of(
                        m.trainLoss(),
                        m.trainTop1(),
                        m.validationLoss(),
                        m.validationTop1(),
                        m.validationTop5(),
                        m.learningRate(),
                        m.seconds(),
                        m.imagesPerSecond())
                .mapToObj(MetricsCsv::field)
                .collect(Collectors.joining(",", m.epoch() + ",", END));
    }

    private static String field(double value) {
        return Double.isNaN(value) ? "" : Double.toString(value);
    }
}
