package dev.fovea.app.report;

import com.google.protobuf.CodedOutputStream;
import dev.fovea.train.EpochMetrics;
import dev.fovea.train.StepMetrics;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a run's numbers as TensorBoard reads them: a file {@code events.out.tfevents.*} of {@code
 * Event} messages (TensorFlow's {@code event.proto} and {@code summary.proto}). The step of every
 * number is counted from the start of the run, over all epochs.
 *
 * <p>Belongs to one thread.
 */
public final class EventWriter implements Closeable {
    private static final String FORMAT = "brain.Event:2";

    private final OutputStream out;
    private final Clock clock;
    private final int everySteps;

    private EventWriter(OutputStream out, Clock clock, int everySteps) {
        this.out = out;
        this.clock = clock;
        this.everySteps = everySteps;
    }

    /**
     * A new file in a folder.
     *
     * @param folder made if it is not there
     * @param stepsDone 0 for a new run; for a resumed one the steps done before, so that
     *     TensorBoard forgets what an earlier file says of later steps
     * @param everySteps how often {@link #step} writes, 1 or more
     * @throws IOException if the file cannot be made
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static EventWriter open(Path folder, long stepsDone, int everySteps) throws IOException {
        return open(folder, stepsDone, everySteps, Clock.systemUTC());
    }

    static EventWriter open(Path folder, long stepsDone, int everySteps, Clock clock)
            throws IOException {
        if (stepsDone < 0) {
            throw new IllegalArgumentException(
                    "EventWriter: the steps done must be 0 or more, got " + stepsDone);
        }
        if (everySteps < 1) {
            throw new IllegalArgumentException(
                    "EventWriter: it must write every 1 or more steps, got " + everySteps);
        }
        Files.createDirectories(folder);
        var out = new BufferedOutputStream(newFile(folder, clock.instant()));
        var writer = new EventWriter(out, clock, everySteps);
        try {
            writer.event(0, fields -> fields.writeString(Field.EVENT_FILE_VERSION, FORMAT));
            if (stepsDone > 0) {
                // TensorBoard drops what was said of this step and of all later ones.
                writer.event(stepsDone + 1, EventWriter::sessionStart);
            }
            writer.flush();
        } catch (IOException e) {
            out.close();
            throw e;
        }
        return writer;
    }

    /**
     * Loss and accuracy of the epoch so far and the learning rate, if this step is one of the every
     * so many that are written.
     *
     * @throws IOException if the file cannot be written
     */
    public void step(StepMetrics metrics) throws IOException {
        long step = (metrics.epoch() - 1) * metrics.steps() + metrics.step();
        if (step % everySteps != 0) {
            return;
        }
        var values = new LinkedHashMap<String, Double>();
        values.put("step/loss", metrics.loss());
        values.put("step/learning_rate", metrics.learningRate());
        values.put("step/images_per_second", metrics.imagesPerSecond());
        scalars(step, values);
    }

    /**
     * Losses, accuracies and the learning rate of an epoch; what is NaN is left out.
     *
     * @param step steps done when the epoch ended, over all epochs
     * @throws IOException if the file cannot be written
     */
    public void epoch(long step, EpochMetrics metrics) throws IOException {
        var values = new LinkedHashMap<String, Double>();
        values.put("loss/train", metrics.trainLoss());
        values.put("accuracy/train", metrics.trainTop1());
        values.put("loss/validation", metrics.validationLoss());
        values.put("accuracy/validation", metrics.validationTop1());
        values.put("accuracy/validation_top5", metrics.validationTop5());
        values.put("learning_rate", metrics.learningRate());
        values.put("images_per_second", metrics.imagesPerSecond());
        values.values().removeIf(value -> Double.isNaN(value));
        scalars(step, values);
        flush();
    }

    /**
     * Numbers by name.
     *
     * @param step 0 or more
     * @throws IOException if the file cannot be written
     */
    public void scalars(long step, Map<String, Double> values) throws IOException {
        event(
                step,
                fields ->
                        fields.writeByteArray(
                                Field.EVENT_SUMMARY, message(summary -> put(values, summary))));
    }

    /** Hands what was written to the operating system, for a TensorBoard that looks on. */
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private void event(long step, Fields content) throws IOException {
        Instant now = clock.instant();
        double seconds = now.getEpochSecond() + now.getNano() * 1e-9;
        TfRecords.write(
                message(fields -> {
                    fields.writeDouble(Field.EVENT_WALL_TIME, seconds);
                    fields.writeInt64(Field.EVENT_STEP, step);
                    content.write(fields);
                }),
                out);
    }

    private static void sessionStart(CodedOutputStream event) throws IOException {
        byte[] log = message(fields -> fields.writeEnum(Field.SESSION_STATUS, Field.SESSION_START));
        event.writeByteArray(Field.EVENT_SESSION_LOG, log);
    }

    private static void put(Map<String, Double> values, CodedOutputStream summary)
            throws IOException {
        for (var entry : values.entrySet()) {
            byte[] value =
                    message(fields -> {
                        fields.writeString(Field.VALUE_TAG, entry.getKey());
                        fields.writeFloat(Field.VALUE_SIMPLE, entry.getValue().floatValue());
                    });
            summary.writeByteArray(Field.SUMMARY_VALUE, value);
        }
    }

    private static byte[] message(Fields content) {
        var bytes = new ByteArrayOutputStream();
        var fields = CodedOutputStream.newInstance(bytes);
        try {
            content.write(fields);
            fields.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** TensorBoard reads the files of a folder in the order of their names: by their second. */
    private static OutputStream newFile(Path folder, Instant now) throws IOException {
        String second = String.format(Locale.ROOT, "%010d", now.getEpochSecond());
        for (int number = 0; ; number++) {
            Path file = folder.resolve("events.out.tfevents." + second + ".fovea." + number);
            if (!Files.exists(file)) {
                return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
            }
        }
    }

    private interface Fields {
        void write(CodedOutputStream fields) throws IOException;
    }

    /** The fields' numbers in TensorFlow's message definitions. */
    private static final class Field {
        static final int EVENT_WALL_TIME = 1;
        static final int EVENT_STEP = 2;
        static final int EVENT_FILE_VERSION = 3;
        static final int EVENT_SUMMARY = 5;
        static final int EVENT_SESSION_LOG = 7;
        static final int SUMMARY_VALUE = 1;
        static final int VALUE_TAG = 1;
        static final int VALUE_SIMPLE = 2;
        static final int SESSION_STATUS = 1;
        static final int SESSION_START = 1;
    }
}
