package dev.fovea.bench.study;

import dev.fovea.bench.task.SharedWeights;
import dev.fovea.data.Cifar;
import dev.fovea.data.Dataset;
import dev.fovea.data.Subset;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What it takes to look into a network. */
@Command(
        name = "looking",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        description = {
            "Top 9 over CIFAR-size pictures and 64 channels of small-vgg, and occlusion of a"
                    + " picture on VGG-16, beside plain inference of as many pictures; maps and"
                    + " Grad-CAM on VGG-16 after its weights were loaded, the first in a fresh"
                    + " process and the later ones.",
            "Figures are drawn and encoded as PNG, as the commands do."
        })
public final class Looking implements Callable<Integer> {
    /** What is measured. */
    enum Look {
        TOP9,
        OCCLUSION,
        MAPS,
        NETWORK,
        GRADCAM
    }

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "LOOK",
            defaultValue = "TOP9,OCCLUSION,MAPS,NETWORK,GRADCAM",
            description = "Which: ${COMPLETION-CANDIDATES}; more than one with commas.")
    private Set<Look> looks;

    @Option(names = "--threads", defaultValue = "2", description = "Threads to work with.")
    private int threads;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "CIFAR-10's binary files; pictures of noise unless given.")
    private Optional<Path> data;

    @Option(names = "--pictures", defaultValue = "10000", description = "How many for the top 9.")
    private int pictures;

    @Option(
            names = "--places",
            defaultValue = "400",
            description = "About how many places are hidden in occlusion.")
    private int places;

    @Option(names = "--rounds", defaultValue = "3", description = "Times, or fresh processes.")
    private int rounds;

    @Option(
            names = "--folder",
            defaultValue = "target/bench",
            paramLabel = "FOLDER",
            description = "Where VGG-16's weights are kept between runs.")
    private Path folder;

    @Option(
            names = "--options",
            split = " ",
            defaultValue = "-XX:+UseSerialGC -Xmn32m -XX:+UseTransparentHugePages",
            description = "Of the JVM that looks for the first time, as the script fovea gives.")
    private List<String> options;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the options
    public Looking() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        SharedWeights.provide(folder, "vgg16");
        var manyPictures = new ManyPictures(threads, rounds);
        if (looks.contains(Look.TOP9) || looks.contains(Look.OCCLUSION)) {
            out.println("| look | pictures | plain inference | looking | times |");
            out.println("|---|---|---|---|---|");
        }
        if (looks.contains(Look.TOP9)) {
            say(out, "top 9 of 64 channels, small-vgg", manyPictures.top9(cifar()));
        }
        if (looks.contains(Look.OCCLUSION)) {
            Path file = SharedWeights.file(folder, "vgg16");
            say(out, "occlusion, VGG-16", manyPictures.occlusion(file, places));
        }
        List<Look> first = looks.stream().filter(FirstLook::knows).toList();
        if (!first.isEmpty()) {
            out.println();
            out.println(
                    "| VGG-16, after load | first, computed | drawn | later, computed | drawn |");
            out.println("|---|---|---|---|---|");
        }
        for (Look look : first) {
            firstLooks(out, look);
        }
        return 0;
    }

    private Dataset cifar() throws IOException {
        return data.isPresent()
                ? Subset.first(Cifar.load10(data.get()).train(), pictures)
                : new Noise(pictures);
    }

    private static void say(PrintWriter out, String what, ManyPictures.Times times) {
        out.printf(
                Locale.ROOT,
                "| %s | %,d | %.2f s | %.2f s | %.2f |%n",
                what,
                times.pictures(),
                times.plain(),
                times.looking(),
                times.looking() / times.plain());
        out.flush();
    }

    private void firstLooks(PrintWriter out, Look look) throws IOException, InterruptedException {
        double[][] seconds = new double[4][rounds];
        for (int round = 0; round < rounds; round++) {
            double[] one = inFreshProcess(look);
            for (int i = 0; i < one.length; i++) {
                seconds[i][round] = one[i];
            }
        }
        for (double[] each : seconds) {
            Arrays.sort(each);
        }
        out.printf(
                Locale.ROOT,
                "| %s | %.2f s | %.2f s | %.2f s | %.2f s |%n",
                FirstLook.title(look),
                seconds[0][rounds / 2],
                seconds[1][rounds / 2],
                seconds[2][rounds / 2],
                seconds[3][rounds / 2]);
        out.flush();
    }

    private double[] inFreshProcess(Look look) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--add-modules=jdk.incubator.vector");
        command.add("-XX:MaxRAMPercentage=50");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(FirstLook.class.getName());
        command.addAll(
                List.of(
                        look.name(),
                        SharedWeights.file(folder, "vgg16").toString(),
                        Integer.toString(threads)));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String line = "";
        try (var reader =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String next = reader.readLine(); next != null; next = reader.readLine()) {
                line = next;
            }
        }
        if (process.waitFor() != 0) {
            throw new IOException("the process that looked failed; its messages say why");
        }
        return Arrays.stream(line.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
    }
}
