package dev.fovea.app.cli.see;

import dev.fovea.app.terminal.Output;
import dev.fovea.data.Dataset;
import dev.fovea.data.OrientedBars;
import dev.fovea.explain.Detectors;
import dev.fovea.figure.DetectorSheet;
import dev.fovea.figure.Figure;
import dev.fovea.image.Preprocessing;
import dev.fovea.model.Model;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.GlobalMaxPool;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Weights;
import dev.fovea.plan.KernelSets;
import dev.fovea.predict.Evaluator;
import dev.fovea.train.Adam;
import dev.fovea.train.TrainOptions;
import dev.fovea.train.Trainer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fovea see structure}. */
@Command(
        name = "structure",
        description =
                "Trains a small network to tell horizontal, vertical and diagonal bars, and shows the detectors that grow.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea see structure --out bars.png",
            "  fovea see structure --seed 7 --json",
            "",
            "--json: an object with accuracy, classes and the filters."
        })
final class StructureCommand implements Callable<Integer> {
    private static final int FILTERS = 8;
    private static final int PICTURES = 2000;
    private static final int TEST_PICTURES = 200;
    private static final int EPOCHS = 12;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides pictures and first weights (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin private Looking looking;

    @Override
    public Integer call() throws IOException {
        Output output = looking.draw(".png");
        Dataset test = OrientedBars.of("bars", TEST_PICTURES, seed + 1_000_003);
        Model model = trained();
        double accuracy = Evaluator.of(model).evaluate(test).top1();
        List<Detectors.Detector> detectors = Detectors.of(model, KernelSets.best(), "relu1", test);
        output.say(
                String.format(
                        Locale.ROOT,
                        "%.1f %% of %d other pictures right",
                        100 * accuracy,
                        TEST_PICTURES));
        looking.picture(output, () -> figure(detectors, accuracy));
        looking.numbers(output, () -> answer(accuracy, detectors));
        return 0;
    }

    private static Figure figure(List<Detectors.Detector> detectors, double accuracy) {
        return new Figure(
                "Detectors that learning made",
                ("Nobody told it what to look for: %d filters of 5 x 5 grew by learning to name the"
                                + " direction of a bar in %d pictures with noise (%.1f %% right on"
                                + " %d others). Beside each filter the picture of its direction"
                                + " that excites it most, and its mean answer to every direction.")
                        .formatted(FILTERS, PICTURES, 100 * accuracy, TEST_PICTURES),
                DetectorSheet.of(detectors, OrientedBars.CLASSES));
    }

    private Model trained() throws IOException {
        Network network =
                Network.input(OrientedBars.SIDE, OrientedBars.SIDE, 1)
                        .withName("bars")
                        .then("conv1", Conv2d.of(FILTERS, 5))
                        .then("relu1", new Relu())
                        .then("pool", new GlobalMaxPool())
                        .then("flatten", new Flatten())
                        .then("fc", Dense.of(OrientedBars.CLASSES.size()));
        TrainOptions options = TrainOptions.of(EPOCHS).withOptimizer(Adam.of(1e-2f)).withSeed(seed);
        return Trainer.of(
                        network,
                        Weights.initialise(network, Initialisation.HE, seed),
                        Preprocessing.unit(OrientedBars.SIDE, OrientedBars.SIDE, 1),
                        OrientedBars.of("bars", PICTURES, seed),
                        KernelSets.best(),
                        options)
                .run()
                .model();
    }

    private static Map<String, Object> answer(double accuracy, List<Detectors.Detector> detectors) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("accuracy", accuracy);
        answer.put("classes", OrientedBars.CLASSES);
        answer.put(
                "filters",
                detectors.stream()
                        .map(one -> {
                            Map<String, Object> filter = new LinkedHashMap<>();
                            filter.put("weights", one.filter().data());
                            filter.put("meanPeaks", one.meanPeaks());
                            filter.put(
                                    "answersTo", DetectorSheet.answer(one, OrientedBars.CLASSES));
                            if (!one.isDead()) {
                                filter.put("prefers", OrientedBars.CLASSES.get(one.preferred()));
                            }
                            return filter;
                        })
                        .toList());
        return answer;
    }
}
