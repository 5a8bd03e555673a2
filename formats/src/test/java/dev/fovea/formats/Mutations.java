package dev.fovea.formats;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

/** What the fuzz tests of all formats share. */
public final class Mutations {
    private Mutations() {}

    /** How many files a test breaks: {@code -Dfovea.test.mutations}, or as many as are usual. */
    public static int count(int usual) {
        return Integer.getInteger("fovea.test.mutations", usual);
    }

    /** How long that many may take; a hang is far longer. */
    public static Duration limit(int mutations) {
        return Duration.ofSeconds(600 + mutations / 20);
    }

    /** Mostly takes bytes out of the middle: files that only end early are found out at once. */
    public static byte[] cut(byte[] bytes, int at, SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(bytes, at);
        }
        int end = Math.min(bytes.length, at + random.nextInt(1, 9));
        byte[] shorter = new byte[at + bytes.length - end];
        System.arraycopy(bytes, 0, shorter, 0, at);
        System.arraycopy(bytes, end, shorter, at, bytes.length - end);
        return shorter;
    }
}
