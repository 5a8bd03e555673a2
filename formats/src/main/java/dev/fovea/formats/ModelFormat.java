package dev.fovea.formats;

import dev.fovea.model.Model;
import java.io.IOException;
import java.nio.file.Path;

/** A kind of file that holds models: only a way between bytes and {@link Model}. */
public interface ModelFormat {
    /** What people call it: {@code ONNX}, {@code PyTorch}, {@code Keras HDF5}. */
    String name();

    /**
     * Whether a file is of this kind, by its first bytes and then by its name; never by the name
     * alone where the bytes say something else.
     *
     * @param file whose name may be looked at
     * @param head its first bytes, up to {@link ModelFormats#HEAD_BYTES}
     */
    boolean matches(Path file, byte[] head);

    /**
     * What the file holds, without reading the numbers of large tensors where that can be avoided;
     * says what is wrong with it instead of failing wherever it can go on.
     *
     * @param options what the file may not say itself
     * @throws dev.fovea.model.FormatException if it is not of this kind, truncated or damaged
     * @throws IOException if it cannot be read
     */
    Inspection inspect(Path file, ReadOptions options) throws IOException;

    /** What the file holds by itself. */
    default Inspection inspect(Path file) throws IOException {
        return inspect(file, ReadOptions.none());
    }

    /**
     * Reads the model.
     *
     * @param options what the file may not say itself
     * @throws dev.fovea.model.FormatException if it is damaged, uses what Fovea does not support
     *     (naming it), or does not say enough (naming the option that would)
     * @throws IOException if it cannot be read
     */
    Model read(Path file, ReadOptions options) throws IOException;
}
