package dev.fovea.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.fovea.tensor.Shape;
import dev.fovea.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that are not what they should be are refused with a sentence, whatever is wrong with them.
 */
class OnnxBadInputTest {
    @TempDir private Path folder;
    private Path file;
    private byte[] good;

    @BeforeEach
    void writeGood() throws IOException {
        Network network =
                Network.input(6, 6, 3)
                        .then("conv", Conv2d.of(4, 3))
                        .then("silu", new Silu())
                        .then("flatten", new Flatten())
                        .then("fc", Dense.of(2));
        Weights weights = Weights.initialise(network, Initialisation.HE, 1);
        file = folder.resolve("model.onnx");
        OnnxExport.write(
                new Model(network, weights, Preprocessing.unit(6, 6, 3), List.of(), Map.of()),
                file);
        good = Files.readAllBytes(file);
    }

    @Test
    void truncatedAnywhere() throws IOException {
        for (int length = 0; length < good.length; length += 7) {
            Files.write(file, Arrays.copyOf(good, length));
            assertThatThrownBy(() -> new OnnxFormat().read(file, ReadOptions.none()))
                    .as("the first %d bytes", length)
                    .isInstanceOf(FormatException.class);
        }
    }

    @Test
    void notANumberIsReported() throws IOException {
        Model model = new OnnxFormat().read(file, ReadOptions.none());
        model.weights().get("conv.weight").data()[5] = Float.NaN;
        OnnxExport.write(model, file);
        assertThat(new OnnxFormat().inspect(file).problems())
                .containsExactly("conv.weight holds numbers that are NaN or infinite");
    }

    @Test
    void externalDataStaysInItsFolder() throws IOException {
        Path models = Files.createDirectory(folder.resolve("models"));
        Files.write(folder.resolve("secret"), new byte[8]);
        Files.createSymbolicLink(models.resolve("link"), folder.resolve("secret"));
        Files.write(models.resolve("beside"), new byte[8]);
        Path model = models.resolve("external.onnx");
        for (String location : List.of("../secret", "link", "/etc/hostname", "")) {
            Files.write(model, external(location));
            assertThatThrownBy(() -> OnnxParser.parse(model))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("external data of 'w' inside the model's folder")
                    .hasMessageContaining("'" + location + "'");
        }
        Files.write(model, external("beside"));
        OnnxTensor tensor = OnnxParser.parse(model).initializers().get("w");
        try (var reader = new TensorReader()) {
            assertThat(reader.floats(tensor)).containsExactly(0, 0);
        }
    }

    private static byte[] external(String location) throws IOException {
        byte[] tensor =
                ProtoWriter.bytes(out -> {
                    out.writeInt64(1, 2);
                    out.writeInt32(2, OnnxType.FLOAT.code());
                    out.writeString(8, "w");
                    out.writeByteArray(13, ProtoWriter.entry("location", location));
                    out.writeInt32(14, 1);
                });
        return model(graph -> graph.writeByteArray(5, tensor));
    }

    private static byte[] model(ProtoWriter.Message graph) throws IOException {
        return ProtoWriter.bytes(out -> {
            out.writeInt64(1, 8);
            out.writeByteArray(8, ProtoWriter.bytes(set -> set.writeInt64(2, 17)));
            out.writeByteArray(7, ProtoWriter.bytes(graph));
        });
    }

    private Path graph(byte[]... nodes) throws IOException {
        Path written = folder.resolve("graph.onnx");
        Files.write(
                written,
                model(graph -> {
                    for (byte[] node : nodes) {
                        graph.writeByteArray(1, node);
                    }
                    graph.writeByteArray(11, ProtoWriter.value("x", 3, 4, 4));
                    graph.writeByteArray(12, ProtoWriter.value("y", 3, 4, 4));
                }));
        return written;
    }

    private static byte[] node(String name, String operator, String input, String output)
            throws IOException {
        return ProtoWriter.node(name, operator, List.of(input), output, List.of());
    }

    @Test
    void aNetworkNamedBesideIt() throws IOException {
        Path file = graph(node("n1", "Relu", "x", "y"));
        ReadOptions named =
                ReadOptions.none().withNetwork(Zoo.network("lenet5", Shape.of(28, 28, 1), 10));
        assertThatThrownBy(() -> new OnnxFormat().read(file, named))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("an ONNX model, which holds its own");
    }

    @Test
    void unknownOperatorsAreNamed() throws IOException {
        Path bad = graph(node("n1", "GridSample", "x", "y"));
        assertThatThrownBy(() -> new OnnxFormat().read(bad, ReadOptions.none()))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("node 'n1' (GridSample), opset 17 (operators: Abs, Add, ")
                .hasMessageEndingWith("found an operator it does not know");
    }

    @Test
    void missingInputsAndCycles() throws IOException {
        Path missing = graph(node("n1", "Relu", "nothing", "y"));
        assertThatThrownBy(() -> new OnnxFormat().read(missing, ReadOptions.none()))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("the input 'nothing' of node 'n1' (Relu) before it");
        Path cycle =
                graph(
                        node("n1", "Relu", "b", "a"),
                        node("n2", "Relu", "a", "b"),
                        node("n3", "Relu", "b", "y"));
        assertThatThrownBy(() -> new OnnxFormat().read(cycle, ReadOptions.none()))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("the input 'b' of node 'n1' (Relu) before it");
    }

    @Test
    void extentsThatOverflowAndUnknownTypes() throws IOException {
        for (long dim : new long[] {-1, Long.MAX_VALUE, 1L << 40}) {
            byte[] tensor =
                    ProtoWriter.bytes(out -> {
                        out.writeInt64(1, dim);
                        out.writeInt64(1, 1 << 20);
                        out.writeInt32(2, 1);
                        out.writeString(8, "w");
                    });
            Files.write(file, model(graph -> graph.writeByteArray(5, tensor)));
            assertThatThrownBy(() -> OnnxParser.parse(file))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("extents of 'w' from 0, at most 2^31 - 65 together")
                    .hasMessageContaining("[" + dim);
        }
        byte[] strange = ProtoWriter.bytes(out -> out.writeInt32(2, 99));
        Files.write(file, model(graph -> graph.writeByteArray(5, strange)));
        assertThatThrownBy(() -> OnnxParser.parse(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("one of the data types FLOAT, UINT8")
                .hasMessageContaining("the code 99");
    }
}
