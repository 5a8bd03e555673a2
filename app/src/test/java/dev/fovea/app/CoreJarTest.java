package dev.fovea.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.tensor.Tensor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What users of the library put on their class path: one small jar that is a named module. */
class CoreJarTest {
    private static final long LIMIT_BYTES = 1_500_000;

    @Test
    void staysSmall() throws Exception {
        assertThat(Files.size(jar())).as("bytes of " + jar().getFileName()).isLessThan(LIMIT_BYTES);
    }

    @Test
    void isAModuleByName() throws Exception {
        assertThat(ModuleFinder.of(jar()).find("dev.fovea.core")).isPresent();
    }

    @Test
    void holdsNothingForeign() throws Exception {
        try (var jar = new JarFile(jar().toFile())) {
            assertThat(jar.stream().map(entry -> entry.getName()).filter(n -> !n.endsWith("/")))
                    .isNotEmpty()
                    .allMatch(name ->
                            name.equals("module-info.class")
                                    || name.startsWith("dev/fovea/")
                                    || name.startsWith("META-INF/"));
        }
    }

    private static Path jar() throws Exception {
        Path home =
                Path.of(Tensor.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        assumeTrue(
                Files.isRegularFile(home),
                "core comes as class files here; mvn verify tests its jar");
        return home;
    }
}
