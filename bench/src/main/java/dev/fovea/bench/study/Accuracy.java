package dev.fovea.bench.study;

import dev.fovea.bench.task.Inputs;
import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.LinearBackwardData;
import dev.fovea.kernel.LinearBackwardWeights;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;
import dev.fovea.kernel.vector.ThreeByThree;
import dev.fovea.kernel.vector.VectorKernels;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.zoo.Zoo;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How far the 3x3 convolutions of VGG-16 are from double precision. */
@Command(
        name = "accuracy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        description =
                "Relative L2 errors of VGG-16's 3x3 convolutions against double precision, layer by"
                        + " layer at full size, batch 1: forward, backward by data, backward by"
                        + " weights; Winograd on 4x4 and 2x2 outputs, and direct. Inputs are"
                        + " uniform noise behind a ReLU, weights uniform with He's variance.")
public final class Accuracy implements Callable<Integer> {
    private static final List<ThreeByThree> WAYS =
            List.of(ThreeByThree.WINOGRAD_4, ThreeByThree.WINOGRAD_2, ThreeByThree.DIRECT);

    @Option(names = "--threads", defaultValue = "2", description = "Threads to work with.")
    private int threads;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the options
    public Accuracy() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                "| layer | map | channels | forward 4x4 | 2x2 | direct | by data 4x4 | 2x2 | direct"
                        + " | by weights 4x4 | direct |");
        out.println("|---|---|---|---|---|---|---|---|---|---|---|");
        Workers workers = Workers.of(threads);
        Network network = Zoo.network("vgg16");
        // conv3_3 and such are as large as the layer before them.
        Map<ConvGeometry, List<String>> layers = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            if (node.layer() instanceof Conv2d conv) {
                layers.computeIfAbsent(
                                conv.geometry(network.inputShapes(node).getFirst()),
                                _ -> new ArrayList<>())
                        .add(node.name());
            }
        }
        layers.forEach((geometry, names) -> {
            out.println(row(String.join(", ", names), geometry, workers));
            out.flush();
        });
        return 0;
    }

    private static String row(String names, ConvGeometry g, Workers workers) {
        float[] x = Inputs.uniform(1, g.inSize(), -1, 1);
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.max(0, x[i]);
        }
        double limit = Math.sqrt(6.0 / (9 * g.inChannels()));
        float[] weights = Inputs.uniform(2, g.weightSize(), -limit, limit);
        float[] bias = Inputs.uniform(3, g.outChannels(), -0.1, 0.1);
        float[] dy = Inputs.uniform(4, g.outSize(), -1, 1);
        var exact = new Layer64(g);
        double[] y = exact.forward(x, weights, bias);
        double[] dx = exact.backwardData(dy, weights);
        double[] dWeights = exact.backwardWeights(x, dy);

        List<String> cells = new ArrayList<>();
        cells.add(names);
        cells.add(g.inHeight() + "x" + g.inWidth());
        cells.add(g.inChannels() + " to " + g.outChannels());
        for (ThreeByThree way : WAYS) {
            LinearForward map =
                    VectorKernels.of(workers, way).convForward(g, 1, Epilogue.NONE, false);
            cells.add(
                    applies(way, map.algorithm())
                            ? error(forward(map, x, weights, bias, y), y)
                            : "");
        }
        for (ThreeByThree way : WAYS) {
            LinearBackwardData map = VectorKernels.of(workers, way).convBackwardData(g, 1, false);
            cells.add(
                    applies(way, map.algorithm()) ? error(backward(map, dy, weights, dx), dx) : "");
        }
        for (ThreeByThree way : List.of(ThreeByThree.WINOGRAD_4, ThreeByThree.DIRECT)) {
            Kernels kernels = VectorKernels.of(workers, way);
            LinearBackwardWeights map = kernels.convBackwardWeights(g, 1);
            cells.add(
                    applies(way, map.algorithm()) ? error(gradient(map, g, x, dy), dWeights) : "");
        }
        return "| " + String.join(" | ", cells) + " |";
    }

    /** The first layer has too few channels for Winograd's algorithm. */
    private static boolean applies(ThreeByThree way, String algorithm) {
        return way == ThreeByThree.DIRECT || algorithm.startsWith("winograd");
    }

    private static float[] forward(
            LinearForward map, float[] x, float[] weights, float[] bias, double[] like) {
        float[] packed = weights;
        if (map.packedSize() > 0) {
            packed = Memory.allocate(map.packedSize());
            map.pack(weights, packed);
        }
        var y = new float[like.length];
        float[] scratch = Memory.allocate(map.scratchSize());
        map.run(1, x, 0, packed, bias, new float[0], 0, y, 0, scratch);
        return y;
    }

    private static float[] backward(
            LinearBackwardData map, float[] dy, float[] weights, double[] like) {
        float[] packed = weights;
        if (map.packedSize() > 0) {
            packed = Memory.allocate(map.packedSize());
            map.pack(weights, packed);
        }
        var dx = new float[like.length];
        map.run(1, dy, 0, packed, new float[0], 0, dx, 0, Memory.allocate(map.scratchSize()));
        return dx;
    }

    private static float[] gradient(
            LinearBackwardWeights map, ConvGeometry g, float[] x, float[] dy) {
        var dWeights = new float[g.weightSize()];
        float[] scratch = Memory.allocate(map.scratchSize());
        map.run(1, x, 0, dy, 0, dWeights, new float[g.outChannels()], scratch);
        return dWeights;
    }

    private static String error(float[] got, double[] exact) {
        double error = 0;
        double norm = 0;
        for (int i = 0; i < exact.length; i++) {
            double difference = got[i] - exact[i];
            error += difference * difference;
            norm += exact[i] * exact[i];
        }
        return "%.1e".formatted(Math.sqrt(error / norm));
    }
}
