package dev.fovea.app.terminal;

import dev.fovea.data.DownloadProgress;
import java.util.concurrent.TimeUnit;

/** Says how far a download is, every few seconds. */
public final class Downloads implements DownloadProgress {
    private static final long EVERY = TimeUnit.SECONDS.toNanos(5);

    private final Output output;
    private String last = "";
    private long said;

    public Downloads(Output output) {
        this.output = output;
    }

    @Override
    public synchronized void fetched(String file, long done, long total) {
        long now = System.nanoTime();
        boolean isEnd = done == total;
        if (file.equals(last) && !isEnd && now - said < EVERY) {
            return;
        }
        last = file;
        said = now;
        output.say(
                "fetching "
                        + file
                        + ": "
                        + (done >> 20)
                        + (total < 0 ? " MiB" : " of " + (total >> 20) + " MiB"));
    }
}
