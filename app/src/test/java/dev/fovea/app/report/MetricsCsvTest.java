package dev.fovea.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.train.EpochMetrics;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsCsvTest {
    private static final String HEADER =
            "epoch,train_loss_nats,train_top1_fraction,validation_loss_nats,"
                    + "validation_top1_fraction,validation_top5_fraction,learning_rate,"
                    + "duration_seconds,images_per_second\r\n";

    @TempDir Path folder;

    @Test
    void oneRowAnEpochWithAllDigits() {
        var first = new EpochMetrics(1, 0.1 + 0.2, 0.75, 0.5, 0.8, 1, 1e-5, 12.5, 900);

        assertThat(MetricsCsv.text(List.of(first)))
                .isEqualTo(HEADER + "1,0.30000000000000004,0.75,0.5,0.8,1.0,1.0E-5,12.5,900.0\r\n");
    }

    @Test
    void whatWasNotMeasuredIsEmpty() {
        var none = new EpochMetrics(3, 1, 0, Double.NaN, Double.NaN, Double.NaN, 0.1, 1, 10);

        assertThat(MetricsCsv.text(List.of(none))).endsWith("\n3,1.0,0.0,,,,0.1,1.0,10.0\r\n");
    }

    @Test
    void decimalPointsInEveryCountry() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(MetricsCsv.text(List.of(Fixture.epoch(1, 0.5)))).contains("\n1,0.5,0.75,");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void writesOverWhatIsThere() throws Exception {
        Path file = folder.resolve("metrics.csv");
        MetricsCsv.write(List.of(Fixture.epoch(1, 0.5), Fixture.epoch(2, 0.25)), file);
        MetricsCsv.write(List.of(), file);

        assertThat(file).hasContent(HEADER);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aMissingFolderIsAnError() {
        Path file = folder.resolve("none").resolve("metrics.csv");

        assertThatThrownBy(() -> MetricsCsv.write(List.of(), file))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("its folder does not exist");
    }
}
