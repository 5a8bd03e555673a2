package dev.fovea.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fetches files over HTTP. A file appears under its name only when it is whole and its checksum is
 * right; until then it is called {@code NAME.part}.
 */
final class Download {
    private static final int PIECE = 1 << 16;

    private final Duration patience;

    private Download(Duration patience) {
        this.patience = patience;
    }

    /** Gives a source up when it sends nothing for half a minute. */
    static Download standard() {
        return new Download(Duration.ofSeconds(30));
    }

    /** The same with another patience. */
    static Download withPatience(Duration patience) {
        return new Download(patience);
    }

    /**
     * Fetches a file into a folder, from the first source that has it. A file that is there already
     * with the right checksum is left as it is.
     *
     * @throws DataException if no source gives the right file, naming each and what it said, or the
     *     file cannot be written
     */
    void fetch(RemoteFile file, Path folder, DownloadProgress progress) throws DataException {
        Path target = folder.resolve(file.name());
        Path part = folder.resolve(file.name() + ".part");
        try {
            if (Files.exists(target)
                    && file.checksum().of(target).equals(file.checksum().expected())) {
                return;
            }
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw DataException.writing(target, e);
        }
        List<String> failures = new ArrayList<>();
        try (HttpClient client =
                HttpClient.newBuilder()
                        .connectTimeout(patience)
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build()) {
            for (URI source : file.sources()) {
                String failure = fetch(client, source, file, part, progress);
                if (failure.isEmpty()) {
                    Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
                    return;
                }
                failures.add(source + ": " + failure);
            }
        } catch (IOException e) {
            throw DataException.writing(target, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataException(target.toString(), "the download was interrupted", e);
        } finally {
            deleteQuietly(part);
        }
        throw new DataException(
                file.name(),
                "could not be fetched. "
                        + String.join("; ", failures)
                        + ". Try again later, or put the file into "
                        + folder
                        + " yourself");
    }

    /** Why this source does not give the file; empty if it did. */
    private String fetch(
            HttpClient client, URI source, RemoteFile file, Path part, DownloadProgress progress)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response;
        try {
            HttpRequest request = HttpRequest.newBuilder(source).timeout(patience).build();
            response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            return reason(e);
        }
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                return "the server answered " + response.statusCode();
            }
            long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            String failure = copy(body, part, file.name(), length, progress);
            if (!failure.isEmpty()) {
                return failure;
            }
        }
        String found;
        try {
            found = file.checksum().of(part);
        } catch (IOException e) {
            return "what came is damaged: " + e.getMessage();
        }
        return found.equals(file.checksum().expected())
                ? ""
                : "the checksum is wrong: expected %s, found %s"
                        .formatted(file.checksum().expected(), found);
    }

    /** Trouble with the network is returned, trouble with the disk thrown. */
    private String copy(
            InputStream body, Path part, String name, long length, DownloadProgress progress)
            throws IOException {
        long done = 0;
        byte[] piece = new byte[PIECE];
        try (OutputStream out = Files.newOutputStream(part);
                var watch = new Watch(body, patience)) {
            while (true) {
                int n;
                try {
                    n = body.read(piece);
                } catch (IOException e) {
                    return watch.gaveUp()
                            ? "nothing came for %d seconds after %s bytes"
                                    .formatted(patience.toSeconds(), Names.number(done))
                            : reason(e);
                }
                if (n < 0) {
                    return length >= 0 && done < length
                            ? "it ended after %s of %s bytes"
                                    .formatted(Names.number(done), Names.number(length))
                            : "";
                }
                watch.alive();
                out.write(piece, 0, n);
                done += n;
                progress.fetched(name, done, length);
            }
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName() + (message == null ? "" : " (" + message + ")");
    }

    private static void deleteQuietly(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException _) {
            return; // a leftover does no harm: the next attempt overwrites it
        }
    }

    /** Closes a stream on which nothing comes any more, because reading it has no time limit. */
    private static final class Watch implements AutoCloseable {
        private final AtomicLong lastSign = new AtomicLong(System.nanoTime());
        private final AtomicBoolean stalled = new AtomicBoolean();
        private final Thread thread;

        Watch(InputStream body, Duration patience) {
            thread = Thread.startVirtualThread(() -> watch(body, patience));
        }

        private void watch(InputStream body, Duration patience) {
            try {
                while (true) {
                    long quiet = System.nanoTime() - lastSign.get();
                    if (quiet >= patience.toNanos()) {
                        stalled.set(true);
                        body.close();
                        return;
                    }
                    Thread.sleep(Duration.ofNanos(patience.toNanos() - quiet));
                }
            } catch (InterruptedException _) {
                return; // the copy is done
            } catch (IOException _) {
                return; // closing failed, so the stream is dead already
            }
        }

        void alive() {
            lastSign.set(System.nanoTime());
        }

        boolean gaveUp() {
            return stalled.get();
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }
}
