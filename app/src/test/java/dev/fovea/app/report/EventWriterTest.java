package dev.fovea.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.fovea.train.EpochMetrics;
import dev.fovea.train.StepMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventWriterTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochSecond(1_700_000_000L, 500_000_000), ZoneOffset.UTC);

    @TempDir Path folder;

    /** RFC 3720, appendix B.4: 32 bytes of zeros; "123456789" is the usual check value. */
    @Test
    void theReaderOfTheseTestsKnowsTheChecksum() {
        assertThat(EventFile.crc32c(new byte[32])).isEqualTo(0x8a9136aa);
        assertThat(EventFile.crc32c("123456789".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(0xe3069283);
    }

    @Test
    void aNewFileSaysItsVersionFirst() throws Exception {
        EventWriter.open(folder.resolve("a/b"), 0, 1, CLOCK).close();

        Path file = only(folder.resolve("a/b"));
        assertThat(file.getFileName()).hasToString("events.out.tfevents.1700000000.fovea.0");
        assertThat(EventFile.read(file))
                .containsExactly(
                        new EventFile.Event(1_700_000_000.5, 0, "brain.Event:2", 0, Map.of()));
    }

    @Test
    void epochsWithAllTheirNumbers() throws Exception {
        try (var writer = EventWriter.open(folder, 0, 1, CLOCK)) {
            writer.epoch(157, new EpochMetrics(1, 0.5, 0.75, 0.25, 0.875, 1, 0.125, 12, 1000));
        }

        EventFile.Event event = EventFile.read(only(folder)).getLast();
        assertThat(event.step()).isEqualTo(157);
        assertThat(event.values())
                .containsExactly(
                        entry("loss/train", 0.5f),
                        entry("accuracy/train", 0.75f),
                        entry("loss/validation", 0.25f),
                        entry("accuracy/validation", 0.875f),
                        entry("accuracy/validation_top5", 1f),
                        entry("learning_rate", 0.125f),
                        entry("images_per_second", 1000f));
    }

    @Test
    void whatWasNotMeasuredIsLeftOut() throws Exception {
        double none = Double.NaN;
        try (var writer = EventWriter.open(folder, 0, 1, CLOCK)) {
            writer.epoch(1, new EpochMetrics(1, 0.5, 0.75, none, none, none, 0.125, 12, 1000));
        }

        assertThat(EventFile.read(only(folder)).getLast().values())
                .containsOnlyKeys(
                        "loss/train", "accuracy/train", "learning_rate", "images_per_second");
    }

    @Test
    void stepsAreCountedOverEpochsAndThinnedOut() throws Exception {
        try (var writer = EventWriter.open(folder, 0, 3, CLOCK)) {
            for (int epoch = 1; epoch <= 2; epoch++) {
                for (int step = 1; step <= 5; step++) {
                    writer.step(new StepMetrics(epoch, step, 5, 64, step, 1, 0.5, 0.25, 800));
                }
            }
        }

        List<EventFile.Event> events = EventFile.read(only(folder));
        assertThat(events).extracting(EventFile.Event::step).containsExactly(0L, 3L, 6L, 9L);
        assertThat(events.getLast().values())
                .containsExactly(
                        entry("step/loss", 4f),
                        entry("step/learning_rate", 0.25f),
                        entry("step/images_per_second", 800f));
    }

    @Test
    void aResumedRunStartsANewFileThatDropsLaterSteps() throws Exception {
        EventWriter.open(folder, 0, 1, CLOCK).close();
        EventWriter.open(folder, 314, 1, CLOCK).close();

        Path second = folder.resolve("events.out.tfevents.1700000000.fovea.1");
        assertThat(EventFile.read(second).getLast())
                .isEqualTo(new EventFile.Event(1_700_000_000.5, 315, "", 1, Map.of()));
    }

    @Test
    void whatWasFlushedCanBeReadWhileTheRunGoesOn() throws Exception {
        try (var writer = EventWriter.open(folder, 0, 1, CLOCK)) {
            writer.scalars(7, Map.of("x", 2.0));
            writer.flush();

            assertThat(EventFile.read(only(folder)).getLast().values()).containsEntry("x", 2f);
        }
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThatThrownBy(() -> EventWriter.open(folder, -1, 1))
                .hasMessage("EventWriter: the steps done must be 0 or more, got -1");
        assertThatThrownBy(() -> EventWriter.open(folder, 0, 0))
                .hasMessage("EventWriter: it must write every 1 or more steps, got 0");
    }

    private static Path only(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }
}
