package dev.fovea.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A file that can be fetched, and how it is known to be the right one.
 *
 * @param name under which it is kept
 * @param sources where it is, the official home first
 * @param checksum what its bytes must give
 */
record RemoteFile(String name, List<URI> sources, Checksum checksum) {
    RemoteFile {
        sources = List.copyOf(sources);
    }

    /** A file of this name behind each of these addresses, which end in a slash. */
    static RemoteFile of(String name, List<URI> homes, Checksum checksum) {
        return new RemoteFile(
                name, homes.stream().map(home -> home.resolve(name)).toList(), checksum);
    }

    /** How a file is recognised. */
    sealed interface Checksum {
        /** Hexadecimal digits, lower case. */
        String expected();

        /** Of a file, computed like the expected one. */
        String of(Path file) throws IOException;
    }

    /** The MD5 of the file as it is, which is what CIFAR's authors publish. */
    record Md5(String expected) implements Checksum {
        @Override
        public String of(Path file) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                return hash(in, "MD5");
            }
        }
    }

    /**
     * The SHA-256 of what a gzip file holds: the same for every mirror, however it compressed. A
     * file that is not compressed counts as it is.
     */
    record ContentSha256(String expected) implements Checksum {
        @Override
        public String of(Path file) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] start = in.readNBytes(2);
                boolean gzip = start.length == 2 && start[0] == 0x1f && start[1] == (byte) 0x8b;
                if (!gzip) {
                    return hashFile(file);
                }
            }
            try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
                return hash(in, "SHA-256");
            }
        }

        private static String hashFile(Path file) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                return hash(in, "SHA-256");
            }
        }
    }

    private static String hash(InputStream in, String algorithm) throws IOException {
        MessageDigest digest = Fingerprint.digest(algorithm);
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
