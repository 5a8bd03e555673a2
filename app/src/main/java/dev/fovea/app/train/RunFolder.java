package dev.fovea.app.train;

import dev.fovea.data.DataException;
import dev.fovea.image.Preprocessing;
import dev.fovea.json.Json;
import dev.fovea.model.AtomicFile;
import dev.fovea.nn.Network;
import dev.fovea.nn.NetworkJson;
import dev.fovea.train.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder that a run leaves.
 *
 * @param folder where it is
 */
public record RunFolder(Path folder) {
    /** The trained model. */
    public static final String MODEL = "model.safetensors";

    /** The network alone, for people and for {@code --arch}. */
    public static final String NETWORK = "network.json";

    private static final String CHECKPOINT = "checkpoint.safetensors";
    private static final Pattern KEPT = Pattern.compile("checkpoint-([0-9]{1,9})\\.safetensors");
    private static final String PREPROCESSING = "preprocessing.json";
    private static final String SETTINGS = "settings.json";
    private static final String COMMAND = "command.json";
    private static final String REPORT = "report.html";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * A folder for a new run.
     *
     * @throws FileAlreadyExistsException if it holds something already
     */
    public static RunFolder create(
            Path folder, RunSettings settings, Network network, Preprocessing preprocessing)
            throws IOException {
        requireFree(folder);
        makeFolder(folder);
        var run = new RunFolder(folder);
        run.write(SETTINGS, JSON.writeValueAsString(settings) + "\n");
        run.write(NETWORK, NetworkJson.write(network));
        run.write(PREPROCESSING, Json.writePretty(preprocessing.toMap()));
        return run;
    }

    private static void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            String why = Objects.requireNonNullElse(e.getReason(), "there is no such place");
            throw new FileSystemException(
                    folder.toString(),
                    null,
                    "the run's folder cannot be made here ("
                            + why
                            + "); choose another place with --out");
        }
    }

    /**
     * Nothing is written into a folder that holds something.
     *
     * @throws FileAlreadyExistsException if it does
     */
    public static void requireFree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        boolean isEmpty = false;
        if (Files.isDirectory(folder)) {
            try (var files = Files.list(folder)) {
                isEmpty = files.findAny().isEmpty();
            }
        }
        if (!isEmpty) {
            String reason =
                    Files.exists(folder.resolve(SETTINGS))
                            ? "there is a run already; choose another --name, or go on with"
                                    + " --resume "
                                    + folder
                            : "is there already; choose another --name or --out";
            throw new FileAlreadyExistsException(folder.toString(), null, reason);
        }
    }

    /**
     * The folder of a run that began.
     *
     * @throws NoSuchFileException if it is none
     */
    public static RunFolder open(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(SETTINGS))) {
            throw new NoSuchFileException(
                    folder.toString(),
                    null,
                    "is no folder of a run: it holds no " + SETTINGS + "; runs lie in runs/NAME");
        }
        return new RunFolder(folder);
    }

    /** A free name below a folder: the wanted one, or with a number. */
    public static Path freeName(Path parent, String wanted) {
        Path folder = parent.resolve(wanted);
        for (int number = 2; Files.exists(folder); number++) {
            folder = parent.resolve(wanted + "-" + number);
        }
        return folder;
    }

    /**
     * @throws DataException if the file is damaged
     */
    public RunSettings settings() throws IOException {
        Path file = file(SETTINGS);
        try {
            return JSON.readValue(Files.readString(file), RunSettings.class);
        } catch (JacksonException | NullPointerException e) {
            throw new DataException(
                    file.toString(), "is not what a run writes: " + firstLine(e.getMessage()));
        }
    }

    private static String firstLine(@Nullable String message) {
        return String.valueOf(message).lines().findFirst().orElse("");
    }

    /**
     * @throws dev.fovea.json.JsonException if the file is damaged
     */
    public Network network() throws IOException {
        Path file = file(NETWORK);
        return NetworkJson.read(file.toString(), Files.readString(file));
    }

    /**
     * @throws DataException if the file is damaged
     */
    public Preprocessing preprocessing() throws IOException {
        Path file = file(PREPROCESSING);
        try {
            return Preprocessing.fromMap(Json.parseObject(Files.readString(file)));
        } catch (IllegalArgumentException e) {
            throw new DataException(file.toString(), "is not what a run writes: " + e.getMessage());
        }
    }

    /** Keeps the words of the command that began the run, for its report. */
    public void keepCommand(List<String> words) throws IOException {
        write(COMMAND, JSON.writeValueAsString(words) + "\n");
    }

    /**
     * The words of the command that began the run; empty where it kept none.
     *
     * @throws DataException if the file is damaged
     */
    public List<String> command() throws IOException {
        Path file = file(COMMAND);
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return List.of(JSON.readValue(Files.readString(file), String[].class));
        } catch (JacksonException | NullPointerException e) {
            throw new DataException(
                    file.toString(), "is not what a run writes: " + firstLine(e.getMessage()));
        }
    }

    /** The words of the command that goes on with the run. */
    public List<String> resumeCommand() {
        return List.of("./fovea", "train", "--resume", folder.toString());
    }

    /** The page that training and {@code report} write. */
    public Path reportFile() {
        return file(REPORT);
    }

    /** Where the run stands; empty if it ended before its first checkpoint. */
    public Optional<Checkpoint> checkpoint() throws IOException {
        return Files.exists(checkpointFile())
                ? Optional.of(Checkpoint.load(checkpointFile()))
                : Optional.empty();
    }

    public Path checkpointFile() {
        return file(CHECKPOINT);
    }

    public Path modelFile() {
        return file(MODEL);
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Keeps what the checkpoint holds now under the number of an epoch. */
    public void keepCheckpoint(int epoch) throws IOException {
        Files.copy(
                checkpointFile(),
                file("checkpoint-" + epoch + ".safetensors"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** The checkpoints that were kept, by the number of their epoch. */
    public SortedMap<Integer, Path> keptCheckpoints() throws IOException {
        SortedMap<Integer, Path> kept = new TreeMap<>();
        try (var files = Files.list(folder)) {
            files.forEach(file -> {
                Matcher name = KEPT.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    kept.put(Integer.valueOf(name.group(1)), file);
                }
            });
        }
        return kept;
    }

    private void write(String name, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(
                file(name),
                channel -> {
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                });
    }
}
