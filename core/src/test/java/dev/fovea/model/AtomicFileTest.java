package dev.fovea.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir Path folder;

    @Test
    void replacesAFileAsAWhole() throws IOException {
        Path file = folder.resolve("a.txt");
        AtomicFile.write(file, channel -> channel.write(bytes("old, and longer")));
        AtomicFile.write(file, channel -> channel.write(bytes("new")));
        assertThat(file).hasContent("new");
        assertThat(names()).containsExactly("a.txt");
    }

    @Test
    void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("a.txt");
        AtomicFile.write(file, channel -> channel.write(bytes("old")));
        for (Throwable failure :
                new Throwable[] {
                    new IOException("No space left on device"),
                    new IllegalStateException("bug"),
                    new OutOfMemoryError()
                }) {
            assertThatThrownBy(() ->
                            AtomicFile.write(
                                    file,
                                    channel -> {
                                        channel.write(bytes("half"));
                                        fail(failure);
                                    }))
                    .isSameAs(failure);
            assertThat(file).hasContent("old");
            assertThat(names()).containsExactly("a.txt");
        }
    }

    @Test
    void aMissingFolderIsSaid() {
        Path file = folder.resolve("no/a.txt");
        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {}))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(file + ": its folder does not exist");
    }

    @Test
    void aLinkKeepsPointingWhereItDid() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        Path link = folder.resolve("link");
        try {
            Files.createSymbolicLink(link, file);
        } catch (UnsupportedOperationException | IOException e) {
            assumeTrue(false, "needs symbolic links");
        }
        AtomicFile.write(link, channel -> channel.write(bytes("new")));
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(file).hasContent("new");
    }

    @Test
    void othersMayReadItAsFarAsTheUmaskAllows() throws IOException {
        assumeTrue(
                Files.getFileStore(folder).supportsFileAttributeView("posix"),
                "needs POSIX permissions");
        Path ordinary = Files.writeString(folder.resolve("ordinary"), "");
        Path file = folder.resolve("a.txt");
        AtomicFile.write(file, channel -> {});
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(Files.getPosixFilePermissions(ordinary));
    }

    private static void fail(Throwable failure) throws IOException {
        switch (failure) {
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(failure);
        }
    }

    private Stream<String> names() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).toList().stream();
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
