package dev.fovea.explain;

import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.ReceptiveField;
import dev.fovea.plan.Mode;
import dev.fovea.plan.Plan;
import dev.fovea.plan.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How one number of a network comes about: what it was made of, worked out once more in double
 * precision, beside what the network computed.
 *
 * @param node whose number
 * @param cell where
 * @param rule how the terms become the result
 * @param function the function of x as formulas write it, such as {@code max(0, x)}; empty unless
 *     the rule is one
 * @param terms what it was made of, in the order row, column, channel of a window
 * @param constant what is added to the products: the bias, the shift of batch norm; otherwise 0
 * @param result the number worked out from the terms
 * @param value the network's own
 * @param field the pixels of the input that it sees
 */
public record Trace(
        String node,
        Unit cell,
        Rule rule,
        String function,
        List<Term> terms,
        double constant,
        double result,
        float value,
        ReceptiveField.Region field) {
    /** Stands for the channel with the largest number. */
    public static final int ANY_CHANNEL = -1;

    /** How terms become a result. */
    public enum Rule {
        /** Products are summed and a constant is added. */
        SUM,
        /** One value is multiplied with a scale and a constant is added: batch norm. */
        SCALED,
        /** The largest value wins; its weight is 1, those of the others 0. */
        LARGEST,
        /** A function of one value. */
        FUNCTION,
        /** {@code e^x} over the sum of all {@code e^x}; products are the shares. */
        SOFTMAX,
        /** The value less the logarithm of the sum of all {@code e^x}; products are the shares. */
        LOG_SOFTMAX,
        /** The value over a power of the weighted sum of squares of its neighbours. */
        NEIGHBOURS,
        /** All values are multiplied. */
        PRODUCT,
        /** The one value, unchanged. */
        COPY
    }

    /**
     * One thing a number is made of.
     *
     * @param source the node it was read from, or {@code input}
     * @param cell where; outside the map for padding
     * @param value what stands there, 0 for padding
     * @param weight what it is multiplied with
     * @param product value times weight
     */
    public record Term(String source, Unit cell, float value, double weight, double product) {}

    public Trace {
        terms = List.copyOf(terms);
    }

    /**
     * The terms of one channel of what was read, as a window.
     *
     * @param source the node they were read from
     * @param channel its channel
     * @param values rows x columns
     * @param weights likewise
     * @param products likewise
     * @param sum of the products
     */
    public record Part(
            String source,
            int channel,
            Tensor values,
            Tensor weights,
            Tensor products,
            double sum) {}

    /** The terms channel by channel, the largest magnitude first. */
    public List<Part> parts() {
        Map<String, List<Term>> groups = new LinkedHashMap<>();
        for (Term term : terms) {
            String key = term.source() + " " + term.cell().channel();
            groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(term);
        }
        List<Part> parts = new ArrayList<>();
        for (List<Term> group : groups.values()) {
            parts.add(part(group));
        }
        parts.sort(Comparator.comparingDouble(part -> -Math.abs(part.sum())));
        return parts;
    }

    private static Part part(List<Term> group) {
        Term first = group.getFirst();
        long rows = group.stream().mapToInt(term -> term.cell().row()).distinct().count();
        Shape shape = Shape.of((int) rows, group.size() / (int) rows);
        Part part =
                new Part(
                        first.source(),
                        first.cell().channel(),
                        Tensor.zeros(shape),
                        Tensor.zeros(shape),
                        Tensor.zeros(shape),
                        group.stream().mapToDouble(Term::product).sum());
        for (int i = 0; i < group.size(); i++) {
            part.values().data()[i] = group.get(i).value();
            part.weights().data()[i] = (float) group.get(i).weight();
            part.products().data()[i] = (float) group.get(i).product() + 0f;
        }
        return part;
    }

    /**
     * The term with the largest product; where a value wins, the winner, and of a softmax the term
     * whose share it is.
     */
    public Term strongest() {
        boolean marked = rule == Rule.LARGEST || rule == Rule.SOFTMAX || rule == Rule.LOG_SOFTMAX;
        return Collections.max(
                terms,
                Comparator.comparingDouble(
                        term -> Math.abs(marked ? term.weight() : term.product())));
    }

    /** Traces numbers of one picture. */
    public static final class Tracer {
        private final Model model;
        private final Map<String, Tensor> outputs;
        private final Map<String, ReceptiveField> fields;

        private Tracer(Model model, Map<String, Tensor> outputs) {
            this.model = model;
            this.outputs = outputs;
            fields = ReceptiveField.of(model.network());
        }

        /**
         * @throws IllegalArgumentException if there is no such node or cell, or the tracer was not
         *     made for it
         */
        public Trace of(String name, Unit cell) {
            Node node = Nodes.find(model.network(), name);
            Nodes.requireCell(model.network(), node, cell.row(), cell.column());
            Nodes.requireChannel(model.network(), node, cell.channel());
            List<Tensor> inputs = node.inputs().stream().map(this::output).toList();
            TraceRules.Result made =
                    TraceRules.of(model.network(), model.weights(), node, inputs, cell);
            Tensor output = output(node.name());
            ReceptiveField field = fields.get(node.name());
            if (field == null) {
                throw new IllegalStateException(node.name() + " has no receptive field");
            }
            boolean map = output.shape().isMap();
            return new Trace(
                    node.name(),
                    cell,
                    made.rule(),
                    made.function(),
                    made.terms(),
                    made.constant(),
                    made.result(),
                    output.data()[index(output.shape(), cell)],
                    field.region(map ? cell.row() : 0, map ? cell.column() : 0));
        }

        /**
         * The cell with the largest number.
         *
         * @param channel in which, or {@link #ANY_CHANNEL}
         * @throws IllegalArgumentException if there is no such node or channel
         */
        public Unit largest(String name, int channel) {
            Node node = Nodes.find(model.network(), name);
            if (channel != ANY_CHANNEL) {
                Nodes.requireChannel(model.network(), node, channel);
            }
            Tensor output = output(node.name());
            Shape shape = output.shape();
            Unit largest = new Unit(Math.max(channel, 0), 0, 0);
            for (int i = 0; i < output.data().length; i++) {
                int c = i % shape.channels();
                if ((channel == ANY_CHANNEL || c == channel)
                        && output.data()[i] > output.data()[index(shape, largest)]) {
                    int pixel = i / shape.channels();
                    largest = new Unit(c, pixel / shape.width(), pixel % shape.width());
                }
            }
            return largest;
        }

        private Tensor output(String node) {
            Tensor output = outputs.get(node);
            if (output == null) {
                throw new IllegalArgumentException(
                        "Trace: the numbers of " + node + " were not kept; make a tracer for it");
            }
            return output;
        }
    }

    /** Where a cell stands in a sample of this shape. */
    static int index(Shape shape, Unit cell) {
        return (cell.row() * shape.width() + cell.column()) * shape.channels() + cell.channel();
    }

    /**
     * Runs a picture once and keeps what the traces of these nodes and of what they read need.
     *
     * @param input the prepared picture
     * @param nodes names
     */
    public static Tracer tracer(Model model, Kernels kernels, Tensor input, List<String> nodes) {
        Network network = model.network();
        Set<String> keep = new HashSet<>();
        for (String name : nodes) {
            keep.add(Nodes.find(network, name).name());
        }
        for (int level = 0; level < 2; level++) {
            for (String name : List.copyOf(keep)) {
                keep.addAll(network.node(name).inputs());
            }
            keep.remove(Network.INPUT);
        }
        PlanOptions options = PlanOptions.of(Mode.INFERENCE, 1).withKeep(keep);
        Network part = Nodes.part(network, keep);
        Plan plan = Plan.of(part, Nodes.weights(part, model.weights()), kernels, options);
        ActivationMaps.run(plan, input);
        Map<String, Tensor> outputs = new HashMap<>();
        outputs.put(Network.INPUT, input);
        for (String name : keep) {
            outputs.put(name, ActivationMaps.copy(plan.output(name)));
        }
        return new Tracer(model, outputs);
    }
}
