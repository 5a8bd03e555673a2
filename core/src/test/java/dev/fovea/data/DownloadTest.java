package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server of its own; nothing leaves the machine. */
class DownloadTest {
    private static final byte[] CONTENT =
            "a picture is worth".repeat(9_000).getBytes(StandardCharsets.UTF_8);
    private static final Download DOWNLOAD = Download.withPatience(Duration.ofSeconds(10));

    @TempDir private Path folder;
    private HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch testIsOver = new CountDownLatch(1);

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        testIsOver.countDown();
        server.stop(0);
        threads.close();
    }

    private URI at(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    private URI answers(String path, int status, byte[] body) {
        server.createContext(
                path,
                exchange -> {
                    requests.incrementAndGet();
                    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                    try (OutputStream out = exchange.getResponseBody()) {
                        out.write(body);
                    }
                });
        return at(path);
    }

    private static String hash(String algorithm, byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    private static RemoteFile file(URI... sources) throws Exception {
        return new RemoteFile(
                "set.bin", List.of(sources), new RemoteFile.Md5(hash("MD5", CONTENT)));
    }

    private List<String> filesInFolder() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private static void ignoreProgress(String file, long done, long total) {}

    @Test
    void aFileIsFetchedOnceAndWhole() throws Exception {
        RemoteFile file = file(answers("/set.bin", 200, CONTENT));
        List<Long> steps = new ArrayList<>();
        DOWNLOAD.fetch(
                file,
                folder.resolve("new/folder"),
                (name, done, total) -> {
                    assertThat(name).isEqualTo("set.bin");
                    assertThat(total).isEqualTo(CONTENT.length);
                    steps.add(done);
                });
        Path fetched = folder.resolve("new/folder/set.bin");
        assertThat(Files.readAllBytes(fetched)).isEqualTo(CONTENT);
        assertThat(steps).isSorted().last().isEqualTo((long) CONTENT.length);
        assertThat(steps).hasSizeGreaterThan(1);

        DOWNLOAD.fetch(file, folder.resolve("new/folder"), DownloadTest::ignoreProgress);
        assertThat(requests).hasValue(1);
        Files.writeString(fetched, "damaged");
        DOWNLOAD.fetch(file, folder.resolve("new/folder"), DownloadTest::ignoreProgress);
        assertThat(Files.readAllBytes(fetched)).isEqualTo(CONTENT);
    }

    @Test
    void theNextSourceHelpsOut() throws Exception {
        URI gone = answers("/gone", 404, new byte[0]);
        byte[] page = "<html>moved</html>".getBytes(StandardCharsets.UTF_8);
        URI wrong = answers("/wrong", 200, page);
        server.createContext(
                "/moved",
                exchange -> {
                    exchange.getResponseHeaders().add("Location", "/right");
                    exchange.sendResponseHeaders(302, -1);
                    exchange.close();
                });
        answers("/right", 200, CONTENT);
        DOWNLOAD.fetch(file(gone, wrong, at("/moved")), folder, DownloadTest::ignoreProgress);
        assertThat(Files.readAllBytes(folder.resolve("set.bin"))).isEqualTo(CONTENT);
        assertThat(filesInFolder()).containsExactly("set.bin");
    }

    @Test
    void whenNoSourceHelpsEachIsNamed() throws Exception {
        URI gone = answers("/gone", 404, new byte[0]);
        URI wrong = answers("/wrong", 200, Arrays.copyOf(CONTENT, 100));
        URI nobody = URI.create("http://localhost:1/set.bin");
        RemoteFile file = file(gone, wrong, nobody);
        assertThatThrownBy(() -> DOWNLOAD.fetch(file, folder, DownloadTest::ignoreProgress))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "set.bin: could not be fetched. " + gone + ": the server answered 404; ")
                .hasMessageContaining(
                        wrong
                                + ": the checksum is wrong: expected "
                                + hash("MD5", CONTENT)
                                + ", found "
                                + hash("MD5", Arrays.copyOf(CONTENT, 100)))
                .hasMessageContaining(nobody + ": ConnectException")
                .hasMessageEndingWith(
                        "Try again later, or put the file into " + folder + " yourself");
        assertThat(filesInFolder()).isEmpty();
    }

    @Test
    void whatBreaksOffIsNoticed() throws Exception {
        server.createContext(
                "/short",
                exchange -> {
                    exchange.sendResponseHeaders(200, CONTENT.length);
                    exchange.getResponseBody().write(CONTENT, 0, 70_000);
                    exchange.getResponseBody().flush();
                    exchange.close();
                });
        assertThatThrownBy(() ->
                        DOWNLOAD.fetch(file(at("/short")), folder, DownloadTest::ignoreProgress))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("/short: ")
                .hasMessageNotContaining("checksum");
        assertThat(filesInFolder()).isEmpty();
    }

    @Test
    void aServerThatFallsSilentIsGivenUp() throws Exception {
        server.createContext(
                "/silent",
                exchange -> {
                    exchange.sendResponseHeaders(200, CONTENT.length);
                    exchange.getResponseBody().write(CONTENT, 0, 70_000);
                    exchange.getResponseBody().flush();
                    try {
                        testIsOver.await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.close();
                });
        Download impatient = Download.withPatience(Duration.ofSeconds(1));
        assertThatThrownBy(() ->
                        impatient.fetch(file(at("/silent")), folder, DownloadTest::ignoreProgress))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("/silent: nothing came for 1 seconds after ");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        assertThatThrownBy(() ->
                        DOWNLOAD.fetch(
                                file(answers("/set.bin", 200, CONTENT)),
                                file.resolve("below"),
                                DownloadTest::ignoreProgress))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file.resolve("below/set.bin") + ": cannot be written: ");
    }

    @Test
    void contentChecksumsDoNotDependOnTheCompression() throws Exception {
        var checksum = new RemoteFile.ContentSha256(hash("SHA-256", CONTENT));
        Path plain = Files.write(folder.resolve("plain"), CONTENT);
        Path zipped = Files.write(folder.resolve("zipped"), gzip(CONTENT));
        assertThat(checksum.of(plain)).isEqualTo(checksum.expected());
        assertThat(checksum.of(zipped)).isEqualTo(checksum.expected());
        Path broken = Files.write(folder.resolve("broken"), Arrays.copyOf(gzip(CONTENT), 60));
        RemoteFile file =
                new RemoteFile(
                        "set.gz",
                        List.of(answers("/broken", 200, Files.readAllBytes(broken))),
                        checksum);
        assertThatThrownBy(() -> DOWNLOAD.fetch(file, folder, DownloadTest::ignoreProgress))
                .hasMessageContaining("what came is damaged");
    }

    @Test
    void anArchiveIsUnpackedToWhereItIsFound() throws Exception {
        byte[] archive = gzip(cifar10Archive());
        RemoteFile file =
                new RemoteFile(
                        "cifar-10-binary.tar.gz",
                        List.of(answers("/cifar", 200, archive)),
                        new RemoteFile.Md5(hash("MD5", archive)));
        Path data =
                NamedDataset.CIFAR10.download(
                        folder, List.of(file), DOWNLOAD, DownloadTest::ignoreProgress);
        assertThat(data).isEqualTo(folder.resolve("cifar-10-batches-bin"));
        assertThat(filesInFolder()).containsExactly("cifar-10-batches-bin");
        DataSplits splits = NamedDataset.CIFAR10.find(List.of(folder));
        assertThat(splits.train().size()).isEqualTo(10);
        assertThat(splits.test().size()).isEqualTo(2);

        NamedDataset.CIFAR10.download(
                folder, List.of(file), DOWNLOAD, DownloadTest::ignoreProgress);
        assertThat(requests).as("what is there is not fetched again").hasValue(1);
    }

    @Test
    void damagedArchivesAreRefused() throws Exception {
        Path archive = folder.resolve("a.tar.gz");
        byte[] whole = cifar10Archive();
        Files.write(archive, gzip(Arrays.copyOf(whole, 5000)));
        assertThatThrownBy(() -> TarGz.extract(archive, Set.of("data_batch_1.bin"), folder))
                .isInstanceOf(DataException.class)
                .hasMessage(archive + ": truncated: fetch it again");
        Files.write(archive, gzip(whole));
        assertThatThrownBy(() -> TarGz.extract(archive, Set.of("train.bin"), folder))
                .hasMessage(archive + ": the archive does not hold train.bin");
        Files.write(archive, gzip("x".repeat(600).getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> TarGz.extract(archive, Set.of("train.bin"), folder))
                .hasMessage(archive + ": damaged: not a tar archive");
    }

    private static byte[] cifar10Archive() {
        var out = new ByteArrayOutputStream();
        tarEntry(out, "cifar-10-batches-bin/", new byte[0], '5');
        for (int batch = 1; batch <= 5; batch++) {
            tarEntry(
                    out,
                    "cifar-10-batches-bin/data_batch_%d.bin".formatted(batch),
                    new byte[2 * 3073],
                    '0');
        }
        tarEntry(out, "cifar-10-batches-bin/readme.html", new byte[10], '0');
        tarEntry(out, "cifar-10-batches-bin/test_batch.bin", new byte[2 * 3073], '0');
        tarEntry(
                out,
                "cifar-10-batches-bin/batches.meta.txt",
                "airplane\nautomobile\n".getBytes(StandardCharsets.US_ASCII),
                '0');
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    private static void tarEntry(
            ByteArrayOutputStream out, String name, byte[] content, char type) {
        byte[] header = new byte[512];
        byte[] nameBytes = name.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(nameBytes, 0, header, 0, nameBytes.length);
        byte[] size = "%011o".formatted(content.length).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, header, 124, size.length);
        header[156] = (byte) type;
        out.writeBytes(header);
        out.writeBytes(content);
        out.writeBytes(new byte[(512 - content.length % 512) % 512]);
    }
}
