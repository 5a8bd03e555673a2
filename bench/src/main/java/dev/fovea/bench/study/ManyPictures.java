package dev.fovea.bench.study;

import dev.fovea.data.Batch;
import dev.fovea.data.BatchOptions;
import dev.fovea.data.Batches;
import dev.fovea.data.Dataset;
import dev.fovea.explain.Excitations;
import dev.fovea.explain.Nodes;
import dev.fovea.explain.Occlusion;
import dev.fovea.explain.OcclusionGrid;
import dev.fovea.explain.PreparedPicture;
import dev.fovea.explain.TopActivations;
import dev.fovea.figure.Block;
import dev.fovea.figure.Blocks;
import dev.fovea.figure.ExcitationTiles;
import dev.fovea.figure.Figure;
import dev.fovea.image.Png;
import dev.fovea.image.Preprocessing;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.model.ModelFile;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.KernelSets;
import dev.fovea.plan.Plan;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Looks that run many pictures, in turns with plain inference of as many. */
final class ManyPictures {
    private static final int BATCH = 32;
    private static final int OCCLUSION_BATCH = 16;
    private static final int NINE = 9;
    private static final int CHANNELS = 64;
    private static final String NODE = "relu2_2";

    private final Kernels kernels;
    private final int rounds;

    ManyPictures(int threads, int rounds) {
        kernels = KernelSets.best(threads);
        this.rounds = rounds;
    }

    /**
     * Medians.
     *
     * @param pictures that ran through the network
     * @param plain seconds of inference
     * @param looking seconds of the look, with all that it draws
     */
    record Times(int pictures, double plain, double looking) {}

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    Times top9(Dataset pictures) throws IOException {
        Network network = Zoo.network("small-vgg", Shape.of(32, 32, 3), 10);
        Model model =
                Model.of(
                        network,
                        Weights.initialise(network, Initialisation.HE, 1),
                        Preprocessing.unit(32, 32, 3),
                        pictures.classes());
        Plan plan = Plan.forInference(network, model.weights(), kernels, BATCH);
        return times(
                pictures.size(),
                () -> infer(plan, model.preprocessing(), pictures),
                () -> drawTop9(model, pictures));
    }

    private static void infer(Plan plan, Preprocessing preprocessing, Dataset pictures)
            throws IOException {
        Buffer in = plan.input();
        try (Batches batches = Batches.of(pictures, preprocessing, BatchOptions.of(BATCH))) {
            Optional<Batch> next = batches.next();
            while (next.isPresent()) {
                int n = next.get().size();
                System.arraycopy(next.get().x(), 0, in.data(), in.offset(), n * in.shape().size());
                plan.forward(n);
                next = batches.next();
            }
        }
    }

    private void drawTop9(Model model, Dataset pictures) throws IOException {
        List<Integer> channels = IntStream.range(0, CHANNELS).boxed().toList();
        List<TopActivations.Channel> found =
                TopActivations.of(model, kernels, NODE, BATCH)
                        .of(pictures, channels, NINE, new ArrayList<>(), (_, _) -> {});
        Excitations excitations = Excitations.of(model, kernels, NODE, NINE);
        List<Block> blocks = new ArrayList<>();
        for (TopActivations.Channel channel : found) {
            blocks.add(
                    ExcitationTiles.channel(
                            channel.channel(), excitations.of(pictures, channel.places())));
        }
        Png.encode(new Figure("What excites " + NODE, "", Blocks.grid(4, 28, blocks)).image());
    }

    Times occlusion(Path file, int places) throws IOException {
        Model model = ModelFile.load(file);
        Network network = model.network();
        Tensor x = PreparedPicture.of(model, Noise.picture(1, network.input().height())).input();
        int side = network.input().height();
        int stride = Math.max(1, (int) Math.round(side / Math.sqrt(places)));
        var grid = new OcclusionGrid(side / 5, stride);
        int count = grid.rows(x.shape()) * grid.columns(x.shape());
        Occlusion occlusion =
                Occlusion.of(model, kernels, Nodes.lastMap(network).name(), OCCLUSION_BATCH);
        Plan plan = Plan.forInference(network, model.weights(), kernels, OCCLUSION_BATCH);
        Buffer in = plan.input();
        for (int i = 0; i < OCCLUSION_BATCH; i++) {
            System.arraycopy(x.data(), 0, in.data(), in.at(i), x.data().length);
        }
        var few = new OcclusionGrid(side / 5, side / 4);
        occlusion.of(x, 0, few, (_, _) -> {});
        plan.forward(OCCLUSION_BATCH);
        return times(
                count + 1,
                () -> {
                    for (int from = 0; from <= count; from += OCCLUSION_BATCH) {
                        plan.forward(Math.min(OCCLUSION_BATCH, count + 1 - from));
                    }
                },
                () -> occlusion.of(x, 0, grid, (_, _) -> {}));
    }

    /** In turns, the first ones not counted where there are several. */
    private Times times(int pictures, Work plain, Work looking) throws IOException {
        double[] plainSeconds = new double[rounds];
        double[] lookingSeconds = new double[rounds];
        if (rounds > 1) {
            seconds(plain);
            seconds(looking);
        }
        for (int round = 0; round < rounds; round++) {
            plainSeconds[round] = seconds(plain);
            lookingSeconds[round] = seconds(looking);
        }
        Arrays.sort(plainSeconds);
        Arrays.sort(lookingSeconds);
        return new Times(pictures, plainSeconds[rounds / 2], lookingSeconds[rounds / 2]);
    }

    private static double seconds(Work work) throws IOException {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
