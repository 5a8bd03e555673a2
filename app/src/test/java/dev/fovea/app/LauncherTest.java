package dev.fovea.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher script, in a pretended clone with a pretended JDK and Maven that note their calls.
 */
class LauncherTest {
    private static final List<String> TOOLS =
            List.of(
                    "bash",
                    "cat",
                    "dirname",
                    "find",
                    "grep",
                    "head",
                    "mkdir",
                    "mv",
                    "readlink",
                    "rm",
                    "sed",
                    "sleep",
                    "touch");

    private static final String MAVEN =
            """
            #!/usr/bin/env bash
            echo "$JAVA_HOME $*" >> "$BUILDS"
            if [ -n "${BUILD_FAILS:-}" ]; then echo '[ERROR] Tensor.java: boom'; exit 1; fi
            sleep "${BUILD_SECONDS:-0}"
            mkdir -p app/target/lib
            echo jar > app/target/fovea-app.jar
            """;

    private static final String JAVA =
            """
            #!/usr/bin/env bash
            echo 'Picked up JAVA_TOOL_OPTIONS: -Da=b' >&2
            echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
            printf 'WARNING: Using incubator modules: jdk.incubator.vector, again\\nno newline' >&2
            printf 'from Fovea' >&3
            printf '<%s>' "${0%/bin/java}" "$@"
            exit 7
            """;

    @TempDir private Path folder;
    private Path clone;
    private Path jdk;
    private final Map<String, String> environment = new TreeMap<>();

    private record Run(int exit, String out, String err) {}

    @BeforeEach
    void pretend() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "the launcher is a bash script");
        clone = Files.createDirectories(folder.resolve("a clone"));
        Files.copy(Path.of("..", "fovea"), clone.resolve("fovea"));
        assertThat(clone.resolve("fovea").toFile().setExecutable(true)).isTrue();
        for (String file :
                List.of(
                        "pom.xml",
                        "core/pom.xml",
                        "core/src/main/A.java",
                        "core/src/main/B.java",
                        "app/pom.xml",
                        "app/src/main/C.java")) {
            write(clone.resolve(file), "x");
        }
        jdk = jdk("jdk 25", "25.0.3");
        Path bin = Files.createDirectories(folder.resolve("bin"));
        for (String tool : TOOLS) {
            provide(bin, tool);
        }
        script(bin.resolve("mvn"), MAVEN);
        environment.put("PATH", bin.toString());
        environment.put("HOME", folder.toString());
        environment.put("JAVA_HOME", jdk.toString());
        environment.put("BUILDS", folder.resolve("builds").toString());
    }

    @Test
    void buildsOnceAndPassesArgumentsAndExitCodeOn() throws Exception {
        environment.put("FOVEA_OPTS", "-Xmx8g -Da=b");
        Run first = run("predict", "a b.png", "");
        Run second = run();

        assertThat(first.exit()).isEqualTo(7);
        assertThat(first.out())
                .startsWith("<" + jdk + "><--add-modules><jdk.incubator.vector>")
                .contains("<-Xmx8g><-Da=b><-jar><" + clone.resolve("app/target/fovea-app.jar"))
                .endsWith("<predict><a b.png><>");
        assertThat(first.err()).startsWith("fovea: builds itself with Maven");
        assertThat(second.err()).doesNotContain("builds");
        assertThat(builds()).singleElement().asString().startsWith(jdk + " -q -B");
        assertThat(builds().getFirst()).endsWith("package -pl app -am").doesNotContain("fovea.jdk");
    }

    @Test
    void predictAndSeeRunWithLittleMemoryUnlessFoveaOptsNamesACollector() throws Exception {
        String little = "<-XX:+UseSerialGC><-Xmn32m>";

        assertThat(run("predict", "a.png").out()).contains(little);
        assertThat(run("see", "maps", "a.png").out()).contains(little);
        assertThat(run("train", "folder").out()).doesNotContain("GC", "-Xmn");
        environment.put("FOVEA_OPTS", "-XX:+UseG1GC");
        assertThat(run("predict", "a.png").out()).contains("G1GC").doesNotContain("Serial", "-Xmn");
    }

    @Test
    void whatFoveaSaysIsThereWhenItEnds() throws Exception {
        run();

        assertThat(run().err()).contains("from Fovea");
    }

    @Test
    void hidesTheJvmsWordAboutTheIncubatorModuleAndNothingElse() throws Exception {
        run();
        Path err = folder.resolve("err");
        var builder = new ProcessBuilder(clone.resolve("fovea").toString());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.redirectError(err.toFile()).start().waitFor();

        String fromTheJvm =
                """
                Picked up JAVA_TOOL_OPTIONS: -Da=b
                WARNING: Using incubator modules: jdk.incubator.vector, again
                no newline\
                """;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!Files.readString(err).contains("no newline") && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertThat(Files.readString(err).replace("from Fovea", "")).isEqualTo(fromTheJvm);
    }

    @Test
    void buildsAgainAfterASourceChangedOrWasDeleted() throws Exception {
        run();
        FileTime later = FileTime.fromMillis(System.currentTimeMillis() + 2000);
        Files.setLastModifiedTime(clone.resolve("core/src/main/A.java"), later);
        run();
        assertThat(builds()).hasSize(2);

        Files.setLastModifiedTime(clone.resolve("core/src/main/A.java"), FileTime.fromMillis(0));
        run();
        assertThat(builds()).hasSize(2);

        Files.delete(clone.resolve("core/src/main/B.java"));
        run();
        assertThat(builds()).hasSize(3);
    }

    @Test
    void aFileThatIsInUseIsNotWrittenInto() throws Exception {
        run();
        Path jar = clone.resolve("app/target/fovea-app.jar");
        Files.writeString(jar, "old");
        try (var inUse = Files.newInputStream(jar)) {
            Files.delete(clone.resolve("core/src/main/B.java"));
            run();
            assertThat(Files.readString(jar)).isEqualTo("jar\n");
            assertThat(new String(inUse.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("old");
        }
    }

    @Test
    void twoStartsAtTheSameTimeBuildOnce() throws Exception {
        Path bin = Path.of(environment.get("PATH"));
        provide(bin, "flock");
        assumeTrue(Files.exists(bin.resolve("flock")), "flock is not installed here");
        environment.put("BUILD_SECONDS", "1");
        Process first = start(clone, clone.resolve("fovea").toString());
        Process second = start(clone, clone.resolve("fovea").toString());

        assertThat(finish(first).exit()).isEqualTo(7);
        assertThat(finish(second).exit()).isEqualTo(7);
        assertThat(builds()).hasSize(1);
    }

    @Test
    void aFailedBuildShowsItsErrorsAndRunsNothing() throws Exception {
        environment.put("BUILD_FAILS", "yes");
        Run run = run();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("[ERROR] Tensor.java: boom").contains("the build failed");
        run();
        assertThat(builds()).hasSize(2);
    }

    @Test
    void withoutMavenItSaysHowToInstallIt() throws Exception {
        Files.delete(Path.of(environment.get("PATH")).resolve("mvn"));
        Run run = run();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("fovea: has to be built first, and Maven (mvn) is not on the PATH")
                .contains("apt-get install maven");
    }

    @Test
    void anOldJdkInJavaHomeIsPassedOverForTheOneOnThePath() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk 17", "17.0.15").toString());
        Path bin = Path.of(environment.get("PATH"));
        Files.createSymbolicLink(bin.resolve("java"), jdk.resolve("bin/java"));

        assertThat(run().out()).startsWith("<" + jdk + ">");
    }

    @Test
    void aNewerJdkMayBuildToo() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk 26", "26-ea").toString());

        assertThat(run().exit()).isEqualTo(7);
        assertThat(builds().getFirst()).contains("-Dfovea.jdk=[25,) ");
    }

    @Test
    void runsThroughLinksFromAnyFolder() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.createSymbolicLink(elsewhere.resolve("one"), Path.of("../a clone/fovea"));
        Files.createSymbolicLink(elsewhere.resolve("two"), Path.of("one"));

        Run run = finish(start(elsewhere, "./two", "--help"));
        assertThat(run.exit()).isEqualTo(7);
        assertThat(run.out()).endsWith("<--help>");
    }

    private Run run(String... arguments) throws Exception {
        return finish(
                start(
                        folder,
                        Stream.concat(
                                        Stream.of(clone.resolve("fovea").toString()),
                                        Stream.of(arguments))
                                .toArray(String[]::new)));
    }

    private Process start(Path directory, String... command) throws IOException {
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Run finish(Process process) throws Exception {
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ends in time").isTrue();
        return new Run(process.exitValue(), out, err);
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(folder.resolve("builds"));
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        write(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), JAVA);
        script(home.resolve("bin/javac"), JAVA);
        return home;
    }

    /** A script and not a link: JUnit warns of links that lead out of its temporary folder. */
    private static void provide(Path bin, String tool) throws IOException {
        for (String home : List.of("/bin", "/usr/bin", "/opt/homebrew/bin")) {
            Path file = Path.of(home, tool);
            if (Files.isExecutable(file)) {
                script(bin.resolve(tool), "#!/bin/bash\nexec " + file + " \"$@\"\n");
                return;
            }
        }
    }

    private static void script(Path file, String text) throws IOException {
        write(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
