package dev.fovea.bench.study;

import dev.fovea.bench.task.Networks;
import dev.fovea.data.Dataset;
import dev.fovea.data.Idx;
import dev.fovea.data.Subset;
import dev.fovea.image.Preprocessing;
import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.Workers;
import dev.fovea.kernel.vector.ThreeByThree;
import dev.fovea.kernel.vector.VectorKernels;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.predict.Evaluator;
import dev.fovea.train.Adam;
import dev.fovea.train.TrainOptions;
import dev.fovea.train.TrainResult;
import dev.fovea.train.Trainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether training with Winograd's algorithm ends as well as with direct convolution. */
@Command(
        name = "winograd-training",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        description =
                "Trains small-cnn on Fashion-MNIST (Adam 1e-3, batch 64) with Winograd's algorithm"
                        + " and with direct convolution, from the same weights and in the same"
                        + " order, and compares accuracies on the test pictures.")
public final class WinogradTraining implements Callable<Integer> {
    private static final int BATCH = 64;
    private static final int SIDE = 28;

    @Option(
            names = "--data",
            defaultValue = "/usr/share/datasets/fashion-mnist",
            paramLabel = "FOLDER",
            description = "Fashion-MNIST's four .gz files.")
    private Path data;

    @Option(names = "--seeds", split = ",", defaultValue = "1,2,3", description = "One run each.")
    private List<Long> seeds;

    @Option(names = "--epochs", defaultValue = "3", description = "Times over the pictures.")
    private int epochs;

    @Option(
            names = "--pictures",
            defaultValue = "60000",
            description = "How many of the training pictures.")
    private int pictures;

    @Option(names = "--threads", defaultValue = "2", description = "Threads to work with.")
    private int threads;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the options
    public WinogradTraining() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Dataset train = Subset.first(load("train"), pictures);
        Dataset test = load("t10k");
        Workers workers = Workers.of(threads);
        out.println("| seed | kernels | loss of the last epoch | test accuracy |");
        out.println("|---|---|---|---|");
        for (long seed : seeds) {
            for (ThreeByThree way : List.of(ThreeByThree.BY_GEOMETRY, ThreeByThree.DIRECT)) {
                Kernels kernels = VectorKernels.of(workers, way);
                TrainResult result = train(train, kernels, seed);
                double accuracy =
                        Evaluator.of(
                                        result.model().network(),
                                        result.model().weights(),
                                        result.model().preprocessing(),
                                        kernels,
                                        BATCH)
                                .evaluate(test)
                                .top1();
                out.printf(
                        "| %d | %s | %.4f | %.2f %% |%n",
                        seed,
                        kernels.name(),
                        result.history().getLast().trainLoss(),
                        100 * accuracy);
                out.flush();
            }
        }
        return 0;
    }

    private Dataset load(String part) throws IOException {
        return Idx.load(
                data.resolve(part + "-images-idx3-ubyte.gz"),
                data.resolve(part + "-labels-idx1-ubyte.gz"));
    }

    private TrainResult train(Dataset pictures, Kernels kernels, long seed) throws IOException {
        Network network = Networks.of("small-cnn");
        return Trainer.of(
                        network,
                        Weights.initialise(network, Initialisation.HE, seed),
                        Preprocessing.unit(SIDE, SIDE, 1),
                        pictures,
                        kernels,
                        TrainOptions.of(epochs)
                                .withBatch(BATCH)
                                .withOptimizer(Adam.of(1e-3f))
                                .withSeed(seed))
                .run();
    }
}
