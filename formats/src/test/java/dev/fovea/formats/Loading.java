package dev.fovea.formats;

import dev.fovea.model.Model;
import dev.fovea.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loads one model and says what that took; a program, so that it has a JVM of its own. */
final class Loading {
    private Loading() {}

    /** Prints {@code SECONDS MIB}: until it was there, and passing memory beside its numbers. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        ReadOptions options =
                file.toString().contains("weights")
                        ? ReadOptions.none().withNetwork(Zoo.network("vgg16"))
                        : ReadOptions.none();
        long before = peak();
        long start = System.nanoTime();
        Model model = ModelFormats.read(file, options);
        double seconds = (System.nanoTime() - start) / 1e9;
        long numbers =
                model.weights().tensors().values().stream()
                        .mapToLong(tensor -> tensor.shape().size())
                        .sum();
        System.out.println(seconds + " " + (peak() - before - 4 * numbers) / 1048576.0);
    }

    /** The most memory this process ever had, in bytes. */
    private static long peak() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D+", "")))
                .findFirst()
                .orElseThrow();
    }
}
