package dev.fovea.app.cli;

import dev.fovea.image.Image;
import dev.fovea.image.Png;
import dev.fovea.model.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The file a picture goes to: there as a whole or not at all, never over another one unasked. */
public final class OutFile {
    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the picture goes: a file that ends in .png (.svg for curves).")
    private @Nullable Path out;

    @Option(names = "--force", description = "Replace FILE if it is there already.")
    private boolean force;

    /** Whether there is one. */
    public boolean isGiven() {
        return out != null;
    }

    /**
     * Looks before the work begins whether the file can be written.
     *
     * @param ending {@code .png} or {@code .svg}
     * @throws FileAlreadyExistsException if it is there and may not be replaced
     * @throws NoSuchFileException if its folder is not
     * @throws IllegalArgumentException if its name ends otherwise
     */
    public void check(String ending) throws IOException {
        if (out != null) {
            check(out, force, ending);
        }
    }

    /** As {@link #check(String)}, for files that have options of their own. */
    static void check(Path out, boolean force, String ending) throws IOException {
        if (!out.toString().toLowerCase(Locale.ROOT).endsWith(ending)) {
            throw new IllegalArgumentException(
                    "--out: a file that ends in " + ending + ", got " + out);
        }
        if (Files.isDirectory(out)) {
            throw new IllegalArgumentException("--out: " + out + " is a folder; name a file in it");
        }
        if (Files.exists(out) && !force) {
            throw new FileAlreadyExistsException(
                    out.toString(), null, "is there already; replace it with --force");
        }
        Path folder = out.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new NoSuchFileException(out.toString(), null, "its folder does not exist");
        }
    }

    /** As {@link #check}, for commands that make nothing but a picture. */
    public void require(String ending) throws IOException {
        if (out == null) {
            throw new IllegalArgumentException("--out FILE" + ending + ": where the picture goes");
        }
        check(ending);
    }

    /** Writes a picture as PNG. */
    public void write(Image image) throws IOException {
        write(Png.encode(image));
    }

    /** Writes a text: SVG. */
    public void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(byte[] content) throws IOException {
        if (out != null) {
            AtomicFile.write(out, channel -> all(channel, ByteBuffer.wrap(content)));
        }
    }

    private static void all(FileChannel channel, ByteBuffer content) throws IOException {
        while (content.hasRemaining()) {
            channel.write(content);
        }
    }

    @Override
    public String toString() {
        return String.valueOf(out);
    }
}
