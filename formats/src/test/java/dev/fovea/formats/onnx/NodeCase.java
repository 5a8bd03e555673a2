package dev.fovea.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.formats.onnx.Operand.Constant;
import dev.fovea.model.FormatException;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.KernelSets;
import dev.fovea.plan.Plan;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One of ONNX's tests of an operator.
 *
 * @param model the graph
 * @param inputs numbers of each input that is given
 * @param expected numbers of each output
 */
record NodeCase(OnnxModel model, Map<String, OnnxTensor> inputs, List<OnnxTensor> expected) {
    private static final Set<OnnxType> BOUND =
            Set.of(OnnxType.FLOAT, OnnxType.INT64, OnnxType.BOOL);

    /** The test, or null if it has other operators, or anything but floats of up to four axes. */
    static @Nullable NodeCase read(Path test, Path scratch, Collection<String> operators)
            throws IOException {
        OnnxModel model = parsed(test.resolve("model.onnx"));
        if (model == null
                || !model.nodes().stream().allMatch(node -> operators.contains(node.operator()))) {
            return null;
        }
        NodeCase read = read(model, test, scratch);
        return read != null && read.isMeant() ? read : null;
    }

    /** Null where nothing is from the standard operators. */
    private static @Nullable OnnxModel parsed(Path file) throws IOException {
        try {
            return OnnxParser.parse(file);
        } catch (FormatException e) {
            return null;
        }
    }

    /** Null where something is no tensor of numbers. */
    private static @Nullable NodeCase read(OnnxModel model, Path test, Path scratch)
            throws IOException {
        try {
            return tensors(model, test, scratch);
        } catch (FormatException e) {
            return null;
        }
    }

    private static NodeCase tensors(OnnxModel model, Path test, Path scratch) throws IOException {
        Path data = test.resolve("test_data_set_0");
        var inputs = new LinkedHashMap<String, OnnxTensor>();
        int at = 0;
        for (OnnxValue input : model.inputs()) {
            inputs.put(input.name(), tensor(data.resolve("input_" + at++ + ".pb"), scratch));
        }
        var outputs = new ArrayList<OnnxTensor>();
        for (int i = 0; i < model.outputs().size(); i++) {
            outputs.add(tensor(data.resolve("output_" + i + ".pb"), scratch));
        }
        return new NodeCase(model, inputs, outputs);
    }

    private static OnnxTensor tensor(Path file, Path scratch) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Path wrapped = Files.createTempFile(scratch, "tensor", ".onnx");
        Files.write(
                wrapped,
                ProtoWriter.bytes(out -> {
                    out.writeByteArray(8, ProtoWriter.bytes(set -> set.writeInt64(2, 17)));
                    out.writeByteArray(
                            7, ProtoWriter.bytes(graph -> graph.writeByteArray(5, bytes)));
                }));
        return OnnxParser.parse(wrapped).initializers().values().iterator().next();
    }

    private boolean isMeant() {
        boolean small = inputs.values().stream().allMatch(t -> t.dims().length <= 4);
        boolean bound = inputs.values().stream().allMatch(t -> BOUND.contains(t.type()));
        boolean shapes = model.nodes().getFirst().operator().equals("ConstantOfShape");
        return small && bound && (floats().size() > 0 || inputs.isEmpty() || shapes);
    }

    private List<String> floats() {
        return inputs.keySet().stream()
                .filter(name -> inputs.get(name).type() == OnnxType.FLOAT)
                .filter(name -> inputs.get(name).size() > 0)
                .toList();
    }

    /**
     * Each float input in turn is what the network reads, its first axis the batch or not, and all
     * of them together, cut out of one. What can be imported must be right, and something must.
     */
    void check() throws IOException {
        FormatException refused = null;
        int right = 0;
        var bindings = new ArrayList<OnnxModel>();
        for (String name : floats()) {
            bindings.add(bound(Set.of(name), List.of()));
        }
        if (bindings.isEmpty()) {
            bindings.add(bound(Set.of(), List.of()));
        }
        if (floats().size() > 1) {
            bindings.add(packed());
        }
        for (OnnxModel binding : bindings) {
            for (boolean whole : new boolean[] {false, true}) {
                try (var reader = new TensorReader()) {
                    compare(GraphImport.outputs(binding, reader, whole), binding, whole, reader);
                    right++;
                } catch (FormatException e) {
                    refused = refused == null || whole ? e : refused;
                }
            }
        }
        if (right == 0 && refused != null) {
            throw refused;
        }
    }

    /** The model with only these as inputs; the others become constants. */
    private OnnxModel bound(Set<String> free, List<OnnxNode> before) {
        var values = new ArrayList<OnnxValue>();
        var constants = new LinkedHashMap<>(model.initializers());
        inputs.forEach((name, tensor) -> {
            if (free.contains(name)) {
                values.add(value(name, tensor.dims()));
            } else if (free.isEmpty() || !free.contains("packed") || !floats().contains(name)) {
                constants.put(name, named(name, tensor));
            }
        });
        if (free.isEmpty()) {
            values.add(value("unused", 1, 1));
        }
        if (free.contains("packed")) {
            values.add(value("packed", packedNumbers().length));
        }
        var nodes = new ArrayList<>(before);
        nodes.addAll(model.nodes());
        return new OnnxModel(
                model.file(),
                model.irVersion(),
                model.opset(),
                "",
                "node",
                Map.of(),
                nodes,
                constants,
                values,
                model.outputs());
    }

    private float[] packedNumbers() {
        try (var reader = new TensorReader()) {
            float[] all = {};
            for (String name : floats()) {
                float[] more = reader.floats(inputs.get(name));
                int length = all.length;
                all = Arrays.copyOf(all, length + more.length);
                System.arraycopy(more, 0, all, length, more.length);
            }
            return all;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private OnnxModel packed() {
        var nodes = new ArrayList<OnnxNode>();
        long first = 0;
        for (String name : floats()) {
            int[] dims = inputs.get(name).dims();
            long end = first + inputs.get(name).size();
            nodes.add(
                    node(
                            "Slice",
                            "packed",
                            name + "/part",
                            Map.of("starts", wholes(first), "ends", wholes(end))));
            long[] shape = Arrays.stream(dims).asLongStream().toArray();
            nodes.add(node("Reshape", name + "/part", name, Map.of("shape", wholes(shape))));
            first = end;
        }
        return bound(Set.of("packed"), nodes);
    }

    private static OnnxNode node(
            String operator, String input, String output, Map<String, OnnxAttribute> attributes) {
        return new OnnxNode(output, operator, "", List.of(input), List.of(output), attributes, -1);
    }

    private static OnnxAttribute wholes(long... values) {
        return new OnnxAttribute.Wholes(Arrays.stream(values).boxed().toList());
    }

    private static OnnxValue value(String name, int... dims) {
        List<Long> extents = Arrays.stream(dims).asLongStream().boxed().toList();
        return new OnnxValue(name, 1, extents, true, -1);
    }

    private static OnnxTensor named(String name, OnnxTensor tensor) {
        return new OnnxTensor(name, tensor.type(), tensor.dims(), tensor.data(), tensor.offset());
    }

    private void compare(
            GraphImport.Outputs outputs, OnnxModel binding, boolean whole, TensorReader reader)
            throws IOException {
        String input = binding.inputs().getFirst().name();
        float[] x;
        int n = 1;
        if (input.equals("packed")) {
            x = packedNumbers();
        } else if (input.equals("unused")) {
            x = new float[1];
        } else {
            x = reader.floats(inputs.get(input));
            n = whole || inputs.get(input).dims().length == 0 ? 1 : inputs.get(input).dims()[0];
        }
        int at = 0;
        for (Operand operand : outputs.values().values()) {
            OnnxTensor wanted = expected.get(at++);
            String what = operand + (whole ? ", whole" : ", batched") + ", input " + input;
            assertThat(operand.dims()).as(what).isEqualTo(wanted.dims());
            if (operand instanceof Activation seen && seen.axes().indexOf(Activation.BATCH) > 0) {
                continue;
            }
            double[] actual =
                    operand instanceof Activation activation
                            ? run(outputs, activation, x, n, whole)
                            : ((Constant) operand).array().data();
            double[] numbers = reader.doubles(wanted);
            double tolerance = wanted.type() == OnnxType.FLOAT16 ? 2e-3 : 1e-5;
            if (binding.outputs().get(at - 1).type() == OnnxType.BFLOAT16.code()) {
                // The package stores their bits as whole numbers.
                numbers =
                        Arrays.stream(numbers)
                                .map(bits -> Float.intBitsToFloat((int) bits << 16))
                                .toArray();
                tolerance = 2e-2;
            }
            for (int i = 0; i < numbers.length; i++) {
                if (actual[i] == numbers[i]
                        || (Double.isNaN(actual[i]) && Double.isNaN(numbers[i]))) {
                    continue;
                }
                double limit = tolerance * (1 + Math.abs(numbers[i]));
                assertThat(Math.abs(actual[i] - numbers[i]))
                        .as("%s, number %d: %s instead of %s", what, i, actual[i], numbers[i])
                        .isLessThan(limit);
            }
        }
    }

    private static double[] run(
            GraphImport.Outputs outputs, Activation output, float[] x, int n, boolean whole) {
        double[] y = new double[n * output.shape().size()];
        if (output.node().equals(Network.INPUT)) {
            Arrays.setAll(y, i -> x[i]);
            return y;
        }
        Network network = outputs.network().upTo(output.node());
        var used = new LinkedHashMap<String, Tensor>();
        network.parameters().keySet().forEach(name -> used.put(name, outputs.weights().get(name)));
        assertThat(Network.fromJson(network.toJson())).isEqualTo(network);
        Plan plan = Plan.forInference(network, Weights.of(used), KernelSets.scalar(1), n);
        if (whole) {
            System.arraycopy(x, 0, plan.input().data(), plan.input().offset(), x.length);
        } else {
            Nchw.put(x, n, plan.input());
        }
        plan.forward(n);
        Buffer from = plan.output();
        Arrays.setAll(y, i -> from.data()[from.offset() + i]);
        return y;
    }
}
