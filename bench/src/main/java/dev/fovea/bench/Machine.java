package dev.fovea.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the figures were measured on. */
final class Machine {
    private static final List<String> VECTOR_FLAGS =
            List.of("avx2", "fma", "avx512f", "amx_tile", "asimd", "sve");

    private Machine() {}

    /** This machine, as a list for the document. */
    static String here() {
        return """
        - processor: %s, %d logical, %s
        - memory: %s
        - system: %s %s %s
        - Java: %s
        """
                .formatted(
                        field("/proc/cpuinfo", "model name"),
                        Runtime.getRuntime().availableProcessors(),
                        vectors(),
                        field("/proc/meminfo", "MemTotal"),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("os.arch"),
                        System.getProperty("java.vm.name")
                                + " "
                                + System.getProperty("java.runtime.version"));
    }

    private static String vectors() {
        String flags = " " + field("/proc/cpuinfo", "flags") + " ";
        return VECTOR_FLAGS.stream()
                .filter(flag -> flags.contains(" " + flag + " "))
                .collect(Collectors.joining(" "));
    }

    /** The first value with this name, {@code unknown} where there is none. */
    private static String field(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
