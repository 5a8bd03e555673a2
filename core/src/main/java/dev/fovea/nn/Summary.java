package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a network costs and what its units see, node by node.
 *
 * @param name of the network
 * @param input shape of one sample
 * @param rows one a node, in order
 * @param notes what one should know: windows that do not fit ({@link Network#warnings()}), nodes
 *     nobody reads
 * @param peakBytes most memory that activations of one sample take at once in inference, see {@link
 *     #inferenceBytes}
 */
public record Summary(
        String name, Shape input, List<Row> rows, List<String> notes, long peakBytes) {
    private static final int FLOAT_BYTES = Float.BYTES;

    /**
     * One node.
     *
     * @param name of the node
     * @param layer what is done there
     * @param inputs the nodes it reads
     * @param outputShape of one sample, H x W x C or F
     * @param parameters numbers learned by gradient
     * @param buffers numbers kept beside them: the running statistics of batch norm
     * @param multiplyAdds on one sample, see {@link Layer#multiplyAdds}
     * @param activationBytes of one sample's output as float32
     * @param receptiveField what its units see of the input
     */
    public record Row(
            String name,
            Layer layer,
            List<String> inputs,
            Shape outputShape,
            long parameters,
            long buffers,
            long multiplyAdds,
            long activationBytes,
            ReceptiveField receptiveField) {
        public Row {
            inputs = List.copyOf(inputs);
        }

        /** The layer's type: {@code Conv2d}. */
        public String type() {
            return Inputs.typeOf(layer);
        }
    }

    public Summary {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /**
     * The summary of a network.
     *
     * @throws IllegalStateException if it has no nodes
     */
    public static Summary of(Network network) {
        network.output();
        var rows = new ArrayList<Row>();
        ReceptiveField.of(network)
                .forEach((name, field) -> rows.add(row(network, network.node(name), field)));
        var notes = new ArrayList<>(network.warnings());
        for (Node node : network.nodes()) {
            if (!node.name().equals(network.output()) && network.consumers(node.name()).isEmpty()) {
                notes.add(node.name() + ": no node reads it, and it is not the output");
            }
        }
        return new Summary(network.name(), network.input(), rows, notes, peak(network));
    }

    private static Row row(Network network, Node node, ReceptiveField field) {
        List<Shape> inputs = network.inputShapes(node);
        List<Parameter> parameters = node.layer().parameters(inputs);
        Shape output = network.shape(node.name());
        return new Row(
                node.name(),
                node.layer(),
                node.inputs(),
                output,
                count(parameters, true),
                count(parameters, false),
                node.layer().multiplyAdds(inputs),
                bytes(output),
                field);
    }

    private static long count(List<Parameter> parameters, boolean trainable) {
        return parameters.stream()
                .filter(parameter -> parameter.role().trainable() == trainable)
                .mapToLong(parameter -> parameter.shape().size())
                .sum();
    }

    private static long bytes(Shape shape) {
        return (long) shape.size() * FLOAT_BYTES;
    }

    /** Walks backwards: from behind, an output comes alive where it is read for the first time. */
    private static long peak(Network network) {
        Set<String> alive = new HashSet<>(Set.of(network.output()));
        long live = bytes(network.outputShape());
        long peak = 0;
        for (Node node : network.nodes().reversed()) {
            live += alive.add(node.name()) ? bytes(network.shape(node.name())) : 0;
            for (String source : node.inputs()) {
                live += alive.add(source) ? bytes(network.shape(source)) : 0;
            }
            peak = Math.max(peak, live);
            live -= bytes(network.shape(node.name()));
        }
        return peak;
    }

    /** Numbers learned by gradient. */
    public long parameters() {
        return rows.stream().mapToLong(Row::parameters).sum();
    }

    /** Numbers kept beside the parameters: running statistics. */
    public long buffers() {
        return rows.stream().mapToLong(Row::buffers).sum();
    }

    /** Multiply-adds on one sample. */
    public long multiplyAdds() {
        return rows.stream().mapToLong(Row::multiplyAdds).sum();
    }

    /** Parameters and buffers as float32. */
    public long weightBytes() {
        return (parameters() + buffers()) * FLOAT_BYTES;
    }

    /** All outputs of one sample as float32. */
    public long activationBytes() {
        return rows.stream().mapToLong(Row::activationBytes).sum();
    }

    /**
     * An estimate of what inference takes: the weights, and for every sample the outputs that are
     * needed at the same time, each from its node until the last one that reads it. Packed copies
     * of weights and the working memory of kernels come on top, fused activations save some; the
     * plan knows the exact figure.
     *
     * @param batch samples at once
     */
    public long inferenceBytes(int batch) {
        Constructors.positive("Summary", "batch", batch);
        return weightBytes() + batch * peakBytes;
    }

    /**
     * An estimate of what training takes: the weights, a gradient and the optimizer's state for
     * every parameter, and for every sample the input and all outputs, which the backward pass
     * reads again, and as much as {@link #inferenceBytes} counts for their gradients. What comes on
     * top and what fusion saves, the plan knows.
     *
     * @param batch samples at once
     * @param optimizerState numbers the optimizer keeps for each parameter: 0 plain SGD, 1 momentum
     *     or RMSprop, 2 Adam
     */
    public long trainingBytes(int batch, int optimizerState) {
        Constructors.positive("Summary", "batch", batch);
        if (optimizerState < 0) {
            throw new IllegalArgumentException(
                    "Summary: the optimizer's state must not be negative, got " + optimizerState);
        }
        long perSample = bytes(input) + activationBytes() + peakBytes;
        return weightBytes()
                + parameters() * (1 + optimizerState) * FLOAT_BYTES
                + batch * perSample;
    }

    /**
     * The summary as a table for people, lines of about 110 characters.
     *
     * @param batch samples at once, for the estimates of memory
     */
    public String toText(int batch) {
        return SummaryTable.text(this, batch);
    }
}
