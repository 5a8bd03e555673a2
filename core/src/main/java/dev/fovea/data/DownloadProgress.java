package dev.fovea.data;

/** Is told how far a download is. */
@FunctionalInterface
public interface DownloadProgress {
    /**
     * More of a file came.
     *
     * @param file its name
     * @param done bytes so far
     * @param total bytes in all, or -1 where the server does not say
     */
    void fetched(String file, long done, long total);
}
