package dev.fovea.formats;

import dev.fovea.formats.keras.KerasArchive;
import dev.fovea.formats.keras.KerasHdf5;
import dev.fovea.formats.keras.TensorFlowJs;
import dev.fovea.formats.onnx.OnnxExport;
import dev.fovea.formats.onnx.OnnxFormat;
import dev.fovea.formats.torch.PyTorchFormat;
import dev.fovea.formats.torch.SafetensorsFormat;
import dev.fovea.model.FormatException;
import dev.fovea.model.Model;
import dev.fovea.model.ModelFile;
import dev.fovea.model.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** All formats that can be read, and the one a file is of. */
public final class ModelFormats {
    /** How much of a file is looked at to recognise it. */
    public static final int HEAD_BYTES = 4096;

    private static final List<ModelFormat> ALL =
            List.of(
                    new SafetensorsFormat(),
                    new KerasHdf5(),
                    new KerasArchive(),
                    new TensorFlowJs(),
                    new PyTorchFormat(),
                    new OnnxFormat());

    private ModelFormats() {}

    /** Every format, in the order in which they are asked whether a file is theirs. */
    public static List<ModelFormat> all() {
        return ALL;
    }

    /**
     * The format of a file.
     *
     * @throws FormatException if it is of none, listing them
     * @throws IOException if it cannot be read
     */
    public static ModelFormat of(Path file) throws IOException {
        byte[] head = head(file);
        for (ModelFormat format : ALL) {
            if (format.matches(file, head)) {
                return format;
            }
        }
        throw new FormatException(
                file,
                0,
                "a model: " + ALL.stream().map(ModelFormat::name).collect(Collectors.joining(", ")),
                kind(head));
    }

    /** What the first bytes say of a file that is no model. */
    private static String kind(byte[] head) {
        if (head.length == 0) {
            return "an empty file";
        }
        String start = HexFormat.of().formatHex(head, 0, Math.min(head.length, 8));
        if (start.startsWith("ffd8ff")) {
            return "a JPEG picture";
        }
        if (start.startsWith("89504e47")) {
            return "a PNG picture";
        }
        if (start.startsWith("1f8b")) {
            return "a gzip archive; unpack it";
        }
        if (start.startsWith("504b0304")) {
            return "a zip archive that holds no model";
        }
        return "something else that begins with the bytes " + start;
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEAD_BYTES);
        }
    }

    /**
     * Whether a file is of one of these formats.
     *
     * @throws IOException if it cannot be read
     */
    public static boolean isModel(Path file) throws IOException {
        byte[] head = head(file);
        return ALL.stream().anyMatch(format -> format.matches(file, head));
    }

    /**
     * Reads a model from a file of any of these formats.
     *
     * @throws FormatException as {@link #of(Path)} and {@link ModelFormat#read}
     * @throws IOException if it cannot be read
     */
    public static Model read(Path file, ReadOptions options) throws IOException {
        return of(file).read(file, options);
    }

    /**
     * Whether a file is one of {@link ModelFile}'s, with all that a model has.
     *
     * @throws FormatException if it begins like a safetensors file and is damaged
     * @throws IOException if it cannot be read
     */
    public static boolean isOwn(Path file) throws IOException {
        if (!(of(file) instanceof SafetensorsFormat)) {
            return false;
        }
        try (Safetensors tensors = Safetensors.open(file)) {
            return ModelFile.isModel(tensors);
        }
    }

    /**
     * Refuses a file that {@link #write} could not write, before anything is done.
     *
     * @throws IllegalArgumentException if its name ends in none of the ways that say a format
     */
    public static void requireWritable(Path file) {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(".safetensors") && !name.endsWith(".onnx")) {
            throw new IllegalArgumentException(
                    "a model is written as .safetensors or .onnx, got " + file);
        }
    }

    /**
     * Writes a model as its file's name says.
     *
     * @throws IllegalArgumentException as {@link #requireWritable}
     * @throws IOException if it cannot be written
     */
    public static void write(Model model, Path file) throws IOException {
        requireWritable(file);
        if (file.toString().endsWith(".onnx")) {
            OnnxExport.write(model, file);
        } else {
            ModelFile.save(model, file);
        }
    }
}
