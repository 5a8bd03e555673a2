package dev.fovea.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fovea.formats.Mutations;
import dev.fovea.formats.ReadOptions;
import dev.fovea.image.Preprocessing;
import dev.fovea.model.FormatException;
import dev.fovea.model.Model;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Silu;
import dev.fovea.nn.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Broken files give a FormatException or, where only numbers or names changed, a file that reads;
 * nothing else.
 */
class OnnxFuzzTest {
    @TempDir private Path folder;
    private final int[] outcomes = new int[2];

    @Test
    void aNetworkOfLayers() throws IOException {
        Network network =
                Network.input(6, 6, 3)
                        .then("conv", Conv2d.of(4, 3))
                        .then("silu", new Silu())
                        .then("flatten", new Flatten())
                        .then("fc", Dense.of(2));
        Path file = folder.resolve("model.onnx");
        OnnxExport.write(
                new Model(
                        network,
                        Weights.initialise(network, Initialisation.HE, 1),
                        Preprocessing.unit(6, 6, 3),
                        List.of(),
                        Map.of()),
                file);
        mutated(file, Files.readAllBytes(file));
    }

    @Test
    void aGraphOfOperatorsThatOnlyRunForward() throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.write(file, graph());
        Model whole = new OnnxFormat().read(file, ReadOptions.none());
        assertThat(whole.network().nodes())
                .extracting(node -> node.layer().getClass().getSimpleName())
                .contains(
                        "Resize",
                        "Slice",
                        "Pad",
                        "Reduce",
                        "TopK",
                        "Gather",
                        "Permute",
                        "Elementwise",
                        "Join",
                        "MatMul",
                        "ConvTranspose2d",
                        "InstanceNorm",
                        "Expand",
                        "Pointwise");
        mutated(file, graph());
    }

    private static byte[] graph() throws IOException {
        return new GraphBuilder(17, 3, 5, 6)
                .floats("w", 4, 3, 3, 3)
                .floats("t", 4, 2, 2, 2)
                .floats("two", 2)
                .floats("m", 2, 3)
                .floats("scales", new int[] {4}, 1, 1, 2, 1)
                .wholes("starts", -1)
                .wholes("ends", -99)
                .wholes("rows", 2)
                .wholes("steps", -2)
                .wholes("pads", 0, 0, 1, 1, 0, 0, 0, 1)
                .wholes("k", 3)
                .wholes("chosen", 1, 0)
                .wholes("flat", 0, -1)
                .wholes("wide", 1, 1, 1, 4)
                .node("Conv", "x,w", "c", ProtoWriter.wholes("pads", 1, 1, 1, 1))
                .node("Resize", "c,,scales", "r", ProtoWriter.text("mode", "linear"))
                .node("Slice", "r,starts,ends,rows,steps", "s")
                .node("Pad", "s,pads", "p", ProtoWriter.text("mode", "reflect"))
                .node("ConvTranspose", "p,t", "u", ProtoWriter.wholes("strides", 2, 1))
                .node("InstanceNormalization", "u,two,two", "n")
                .node("ReduceMean", "n", "a", ProtoWriter.wholes("axes", 3))
                .node("Mul", "n,a", "b")
                .node("TopK", "b,k", "v,i", ProtoWriter.whole("axis", 2))
                .node("Cast", "i", "f", ProtoWriter.whole("to", 1))
                .node("Mul", "v,f", "g")
                .node("Softplus", "g", "h")
                .node("Gather", "h,chosen", "j", ProtoWriter.whole("axis", 2))
                .node("Split", "j", "j1,j2", ProtoWriter.whole("axis", 3))
                .node("Concat", "j2,j1", "l", ProtoWriter.whole("axis", 3))
                .node("ReduceMax", "l", "o", ProtoWriter.wholes("axes", 3))
                .node("Expand", "o,wide", "q")
                .node("Transpose", "q", "z", ProtoWriter.wholes("perm", 0, 3, 2, 1))
                .node("MatMul", "z,m", "mm")
                .node("Reshape", "mm,flat", "y")
                .bytes();
    }

    private void mutated(Path file, byte[] good) {
        int mutations = Mutations.count(1_500);
        assertTimeoutPreemptively(
                Mutations.limit(mutations),
                () -> {
                    for (int seed = 0; seed < mutations; seed++) {
                        Files.write(file, mutate(good, new SplittableRandom(seed)));
                        try {
                            outcomes[reads(file) ? 0 : 1]++;
                        } catch (IOException | RuntimeException | Error e) {
                            throw new AssertionError("seed " + seed, e);
                        }
                    }
                });
        assertThat(outcomes[0]).as("still reads").isGreaterThan(mutations / 50);
        assertThat(outcomes[1]).as("refused").isGreaterThan(mutations / 10);
    }

    private static boolean reads(Path file) throws IOException {
        try {
            new OnnxFormat().read(file, ReadOptions.none());
            new OnnxFormat().inspect(file);
            return true;
        } catch (FormatException e) {
            assertThat(e.getMessage()).startsWith(file.toString()).contains(": expected ");
            return false;
        }
    }

    private static byte[] mutate(byte[] good, SplittableRandom random) {
        byte[] bytes = good.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = (byte) 0xff;
                case 3 -> bytes = Mutations.cut(bytes, Math.max(1, at), random);
                default -> {
                    int from = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(16), bytes.length - Math.max(at, from));
                    System.arraycopy(bytes.clone(), from, bytes, at, length);
                }
            }
        }
        return bytes;
    }
}
