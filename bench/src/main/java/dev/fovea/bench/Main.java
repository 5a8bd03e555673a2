package dev.fovea.bench;

import dev.fovea.bench.study.Accuracy;
import dev.fovea.bench.study.Looking;
import dev.fovea.bench.study.Profile;
import dev.fovea.bench.study.WinogradTraining;
import dev.fovea.bench.task.SharedWeights;
import dev.fovea.bench.task.Task;
import dev.fovea.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fovea bench}: measures Fovea beside its peers, all in one run. */
@Command(
        name = "fovea bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        subcommands = {Accuracy.class, Looking.class, Profile.class, WinogradTraining.class},
        description =
                "Measures Fovea and its peers side by side: every engine in a process of its own,"
                        + " in turns. Prints a table, writes docs/benchmarks.md and JSON.")
public final class Main implements Callable<Integer> {
    private static final String DATA = "/usr/share/datasets/fashion-mnist";

    @Option(
            names = "--suite",
            split = ",",
            paramLabel = "NAME",
            description = "What to measure: ${COMPLETION-CANDIDATES}; more than one with commas.")
    private List<Suite> suites = List.of();

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "ort,libtorch,djl,blas",
            description = "Beside whom: ort, libtorch, djl, blas; none for Fovea alone.")
    private List<String> peers;

    @Option(names = "--json", paramLabel = "FILE", description = "Where the results go as JSON.")
    private Optional<Path> json;

    @Option(names = "--threads", defaultValue = "2", description = "Threads of each engine.")
    private int threads;

    @Option(names = "--rounds", defaultValue = "9", description = "Samples of each engine.")
    private int rounds;

    @Option(
            names = "--warm-up",
            defaultValue = "5",
            paramLabel = "SECONDS",
            description = "How long an engine runs before its first sample.")
    private int warmUp;

    @Option(
            names = "--limit",
            defaultValue = "600",
            paramLabel = "SECONDS",
            description = "Time limit of one workload with all its engines.")
    private int limit;

    @Option(
            names = "--data",
            defaultValue = DATA,
            paramLabel = "FOLDER",
            description = "Fashion-MNIST's four .gz files, for the suite small.")
    private Path data;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description =
                    "Where weights and models are kept between runs, about 1.3 GB;"
                            + " target/bench unless given.")
    private Optional<Path> folder;

    @Option(
            names = "--fovea-opts",
            split = " ",
            defaultValue = "",
            paramLabel = "OPTIONS",
            description = "More options of the JVM that Fovea runs in.")
    private List<String> foveaOptions;

    @Option(
            names = "--docs",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Whether docs/benchmarks.md is brought up to date.")
    private boolean docs;

    private final Path home;
    private final PrintStream out;
    private final PrintStream err;

    @SuppressWarnings("NullAway.Init") // picocli fills the options
    private Main(Path home, PrintStream out, PrintStream err) {
        this.home = home;
        this.out = out;
        this.err = err;
    }

    /** Arguments as {@code --help} tells. */
    public static void main(String[] arguments) throws Exception {
        Path jar = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        // bench/target/fovea-bench.jar, or bench/target/classes.
        Path home = jar.resolve("../../..").normalize();
        System.exit(
                new CommandLine(new Main(home, System.out, System.err))
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .setExecutionExceptionHandler((e, command, _) -> {
                            if (e instanceof IllegalArgumentException || e instanceof IOException) {
                                command.getErr().println(e.getMessage());
                                return 2;
                            }
                            throw e;
                        })
                        .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (suites.isEmpty()) {
            throw new CommandLine.ParameterException(
                    new CommandLine(this), "give what to measure with --suite, or a study's name");
        }
        requireAtLeast("--threads", threads, 1);
        requireAtLeast("--rounds", rounds, 1);
        requireAtLeast("--warm-up", warmUp, 0);
        requireAtLeast("--limit", limit, 1);
        List<Engine> engines = engines();
        Settings settings =
                new Settings(
                        home,
                        folder.orElse(home.resolve("target/bench")).toAbsolutePath(),
                        data.toAbsolutePath(),
                        threads,
                        rounds,
                        Duration.ofSeconds(warmUp),
                        Duration.ofMillis(300),
                        Duration.ofSeconds(limit),
                        foveaOptions.stream().filter(option -> !option.isEmpty()).toList());
        requireData();
        List<Result> all = new ArrayList<>();
        boolean fine = true;
        for (Suite suite : new LinkedHashSet<>(suites)) {
            Report report = measure(suite, engines, settings);
            out.println(report.text());
            if (docs && report.isComplete()) {
                BenchmarksDocument.update(
                        home.resolve("docs/benchmarks.md"), suite, report, Machine.here());
            }
            all.addAll(report.results());
            fine &= report.agrees() && report.isComplete();
            if (json.isPresent()) {
                Files.writeString(
                        json.get(),
                        Json.writePretty(all.stream().map(Result::toMap).toList()) + "\n");
            }
        }
        return fine ? 0 : 1;
    }

    private void requireAtLeast(String option, int value, int least) {
        if (value < least) {
            throw new CommandLine.ParameterException(
                    new CommandLine(this), option + ": at least " + least + ", got " + value);
        }
    }

    private List<Engine> engines() {
        Set<String> wanted = new LinkedHashSet<>(peers);
        wanted.remove("none");
        for (String peer : wanted) {
            if (!Engine.peers().contains(peer)) {
                throw new CommandLine.ParameterException(
                        new CommandLine(this),
                        "--peers: there is no peer '" + peer + "'; use " + Engine.peers());
            }
        }
        wanted.add("fovea");
        return List.of(Engine.values()).stream().filter(e -> wanted.contains(e.peer())).toList();
    }

    private void requireData() {
        if (suites.contains(Suite.SMALL)
                && !Files.isReadable(data.resolve("train-images-idx3-ubyte.gz"))) {
            throw new CommandLine.ParameterException(
                    new CommandLine(this),
                    "the suite small needs Fashion-MNIST, and there is no"
                            + " train-images-idx3-ubyte.gz in "
                            + data
                            + "; give its folder with --data");
        }
    }

    private Report measure(Suite suite, List<Engine> engines, Settings settings)
            throws IOException, InterruptedException {
        for (String network : suite.networks().distinct().toList()) {
            SharedWeights.provide(settings.folder(), network);
        }
        err.println(suite.label() + ": the machine's peak");
        Peak.Value before = Peak.measure(settings.folder(), threads);
        List<Outcome> outcomes = new ArrayList<>();
        for (Task task : suite.tasks()) {
            outcomes.add(Measurement.of(task, engines, settings, err::println));
        }
        Peak.Value after = Peak.measure(settings.folder(), threads);
        return new Report(suite, threads, before, after, outcomes);
    }
}
