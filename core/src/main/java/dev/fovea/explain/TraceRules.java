package dev.fovea.explain;

import dev.fovea.explain.Trace.Rule;
import dev.fovea.explain.Trace.Term;
import dev.fovea.kernel.Activation;
import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.PoolAxis;
import dev.fovea.kernel.PoolGeometry;
import dev.fovea.nn.ActivationLayer;
import dev.fovea.nn.AdaptiveAvgPool2d;
import dev.fovea.nn.Add;
import dev.fovea.nn.AvgPool2d;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.ChannelShuffle;
import dev.fovea.nn.ChannelSlice;
import dev.fovea.nn.Concat;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.GlobalMaxPool;
import dev.fovea.nn.InferenceLayer;
import dev.fovea.nn.LocalResponseNorm;
import dev.fovea.nn.LogSoftmax;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Multiply;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.PRelu;
import dev.fovea.nn.Softmax;
import dev.fovea.nn.Weights;
import dev.fovea.plan.KernelSets;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** What every kind of layer makes one number of. */
final class TraceRules {
    private final Weights weights;
    private final Node node;
    private final List<Tensor> inputs;
    private final Unit cell;
    private final List<Term> terms = new ArrayList<>();

    private TraceRules(Weights weights, Node node, List<Tensor> inputs, Unit cell) {
        this.weights = weights;
        this.node = node;
        this.inputs = inputs;
        this.cell = cell;
    }

    /** See {@link Trace}. */
    record Result(Rule rule, String function, List<Term> terms, double constant, double result) {
        Result(Rule rule, List<Term> terms, double constant, double result) {
            this(rule, "", terms, constant, result);
        }
    }

    static Result of(Network network, Weights weights, Node node, List<Tensor> inputs, Unit cell) {
        var rules = new TraceRules(weights, node, inputs, cell);
        return switch (node.layer()) {
            case Conv2d conv -> rules.conv(conv);
            case Dense dense -> rules.dense(dense);
            case MaxPool2d pool -> rules.largest(pool.geometry(rules.shape()));
            case GlobalMaxPool _ -> rules.largest(global(rules.shape()));
            case AvgPool2d pool -> {
                PoolGeometry geometry = pool.geometry(rules.shape());
                yield rules.mean(PoolAxis.rows(geometry), PoolAxis.columns(geometry));
            }
            case GlobalAvgPool _ -> {
                PoolGeometry geometry = global(rules.shape());
                yield rules.mean(PoolAxis.rows(geometry), PoolAxis.columns(geometry));
            }
            case AdaptiveAvgPool2d _ -> rules.adaptive(network.shape(node.name()));
            case BatchNorm norm -> rules.batchNorm(norm);
            case LocalResponseNorm norm -> rules.neighbours(norm);
            case ActivationLayer layer -> rules.function(layer.activation());
            case PRelu relu -> rules.prelu(relu);
            case Softmax _ -> rules.softmax(false);
            case LogSoftmax _ -> rules.softmax(true);
            case Add _ -> rules.sumOfInputs();
            case Multiply _ -> rules.product();
            case Concat _ -> rules.concat();
            case ChannelShuffle(int groups) -> {
                int size = rules.shape().channels() / groups;
                yield rules.copy(
                        0, rules.at(cell.channel() % groups * size + cell.channel() / groups));
            }
            case ChannelSlice(int first, int _) -> rules.copy(0, rules.at(first + cell.channel()));
            case Flatten _ -> rules.copy(0, rules.unflattened());
            case Dropout _ -> rules.copy(0, cell);
            case InferenceLayer layer ->
                    throw new IllegalArgumentException(
                            "Trace: node '%s' (%s) only runs forward, as ONNX says it, and has no rule; trace a node before or behind it"
                                    .formatted(node.name(), layer.getClass().getSimpleName()));
        };
    }

    private static PoolGeometry global(Shape in) {
        return PoolGeometry.global(in.height(), in.width(), in.channels());
    }

    private Shape shape() {
        return inputs.getFirst().shape();
    }

    /** Another channel of the same pixel. */
    private Unit at(int channel) {
        return new Unit(channel, cell.row(), cell.column());
    }

    private float value(int input, Unit from) {
        Tensor tensor = inputs.get(input);
        Shape shape = tensor.shape();
        boolean inside =
                from.row() >= 0
                        && from.row() < shape.height()
                        && from.column() >= 0
                        && from.column() < shape.width();
        return inside ? tensor.data()[Trace.index(shape, from)] : 0;
    }

    /** Adds a term and gives its product. */
    private double add(int input, Unit from, double weight) {
        float value = value(input, from);
        // A weight of 0 wipes out even an infinity here: the loser of a maximum.
        double product = weight == 0 ? 0 : value * weight;
        terms.add(new Term(node.inputs().get(input), from, value, weight, product));
        return product;
    }

    private float[] numbers(String parameter) {
        String prefix = node.prefix();
        return weights.get(prefix.isEmpty() ? parameter : prefix + "." + parameter).data();
    }

    private Result conv(Conv2d conv) {
        ConvGeometry g = conv.geometry(shape());
        float[] weight = numbers("weight");
        int each = g.inChannels() / g.groups();
        int first = cell.channel() / (g.outChannels() / g.groups()) * each;
        double sum = 0;
        for (int ky = 0; ky < g.kernelHeight(); ky++) {
            int row = cell.row() * g.strideHeight() - g.padTop() + ky * g.dilationHeight();
            for (int kx = 0; kx < g.kernelWidth(); kx++) {
                int column = cell.column() * g.strideWidth() - g.padLeft() + kx * g.dilationWidth();
                for (int c = 0; c < each; c++) {
                    int at =
                            ((cell.channel() * each + c) * g.kernelHeight() + ky) * g.kernelWidth();
                    sum += add(0, new Unit(first + c, row, column), weight[at + kx]);
                }
            }
        }
        double bias = conv.bias() ? numbers("bias")[cell.channel()] : 0;
        return new Result(Rule.SUM, terms, bias, sum + bias);
    }

    private Result dense(Dense dense) {
        float[] weight = numbers("weight");
        int features = shape().channels();
        double sum = 0;
        for (int i = 0; i < features; i++) {
            sum += add(0, new Unit(i, 0, 0), weight[cell.channel() * features + i]);
        }
        double bias = dense.bias() ? numbers("bias")[cell.channel()] : 0;
        return new Result(Rule.SUM, terms, bias, sum + bias);
    }

    private Result largest(PoolGeometry geometry) {
        PoolAxis rows = PoolAxis.rows(geometry);
        PoolAxis columns = PoolAxis.columns(geometry);
        Unit winner = cell;
        float most = Float.NEGATIVE_INFINITY;
        for (int y = rows.first(cell.row()); y < rows.end(cell.row()); y += rows.step()) {
            for (int x = columns.first(cell.column());
                    x < columns.end(cell.column());
                    x += columns.step()) {
                Unit from = new Unit(cell.channel(), y, x);
                if (value(0, from) > most || terms.isEmpty()) {
                    most = value(0, from);
                    winner = from;
                }
                add(0, from, 0);
            }
        }
        for (int i = 0; i < terms.size(); i++) {
            Term term = terms.get(i);
            if (term.cell().equals(winner)) {
                terms.set(i, new Term(term.source(), winner, most, 1, most));
            }
        }
        return new Result(Rule.LARGEST, terms, 0, most);
    }

    private Result mean(PoolAxis rows, PoolAxis columns) {
        double weight = 1.0 / ((long) rows.count(cell.row()) * columns.count(cell.column()));
        double sum = 0;
        for (int y = rows.first(cell.row()); y < rows.end(cell.row()); y += rows.step()) {
            for (int x = columns.first(cell.column());
                    x < columns.end(cell.column());
                    x += columns.step()) {
                sum += add(0, new Unit(cell.channel(), y, x), weight);
            }
        }
        return new Result(Rule.SUM, terms, 0, sum);
    }

    private Result adaptive(Shape out) {
        int top = first(cell.row(), shape().height(), out.height());
        int bottom = end(cell.row(), shape().height(), out.height());
        int left = first(cell.column(), shape().width(), out.width());
        int right = end(cell.column(), shape().width(), out.width());
        double weight = 1.0 / ((long) (bottom - top) * (right - left));
        double sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                sum += add(0, new Unit(cell.channel(), y, x), weight);
            }
        }
        return new Result(Rule.SUM, terms, 0, sum);
    }

    private static int first(int i, int in, int out) {
        return (int) ((long) i * in / out);
    }

    private static int end(int i, int in, int out) {
        return (int) Math.ceilDiv((i + 1L) * in, out);
    }

    private Result batchNorm(BatchNorm norm) {
        int c = cell.channel();
        double scale =
                numbers("weight")[c]
                        / Math.sqrt((double) numbers("running_var")[c] + norm.epsilon());
        double shift = numbers("bias")[c] - numbers("running_mean")[c] * scale;
        return new Result(Rule.SCALED, terms, shift, add(0, cell, scale) + shift);
    }

    private Result neighbours(LocalResponseNorm norm) {
        int before = norm.size() / 2;
        int first = Math.max(0, cell.channel() - before);
        int end = Math.min(shape().channels(), cell.channel() - before + norm.size());
        double sum = 0;
        for (int c = first; c < end; c++) {
            float x = value(0, at(c));
            sum += add(0, at(c), x);
        }
        double divisor = Math.pow(norm.k() + norm.alpha() / norm.size() * sum, norm.beta());
        return new Result(Rule.NEIGHBOURS, terms, 0, value(0, cell) / divisor);
    }

    /** The functions themselves are the kernels', so that there is one of each. */
    private Result function(Activation activation) {
        add(0, cell, 1);
        float[] x = {value(0, cell)};
        float[] y = new float[1];
        KernelSets.scalar(1).activation(activation, 1, x, 0, y, 0);
        return new Result(Rule.FUNCTION, formula(activation), terms, 0, y[0]);
    }

    private static String formula(Activation activation) {
        float alpha = activation.alpha();
        return switch (activation.kind()) {
            case NONE -> "x";
            case RELU -> "max(0, x)";
            case LEAKY_RELU -> "(x if x > 0, else " + alpha + " x)";
            case ELU -> "(x if x > 0, else " + alpha + " (exp(x) - 1))";
            case RELU6 -> "min(max(0, x), 6)";
            case SIGMOID -> "1 / (1 + exp(-x))";
            case TANH -> "tanh(x)";
            case HARD_SIGMOID -> "min(max(0, " + alpha + " x + " + activation.beta() + "), 1)";
            case HARD_SWISH -> "x min(max(0, x + 3), 6) / 6";
            case SILU -> "x / (1 + exp(-x))";
            case GELU, GELU_TANH -> "gelu(x)";
        };
    }

    private Result prelu(PRelu relu) {
        float[] slopes = numbers("weight");
        float slope = slopes[relu.perChannel() ? cell.channel() : 0];
        double result = add(0, cell, value(0, cell) > 0 ? 1 : slope);
        return new Result(Rule.SUM, terms, 0, result);
    }

    private Result softmax(boolean logarithm) {
        int channels = shape().channels();
        float most = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < channels; c++) {
            most = Math.max(most, value(0, at(c)));
        }
        double sum = 0;
        for (int c = 0; c < channels; c++) {
            sum += Math.exp((double) value(0, at(c)) - most);
        }
        for (int c = 0; c < channels; c++) {
            float x = value(0, at(c));
            double share = Math.exp((double) x - most) / sum;
            terms.add(
                    new Term(
                            node.inputs().getFirst(),
                            at(c),
                            x,
                            c == cell.channel() ? 1 : 0,
                            share));
        }
        double own = (double) value(0, cell) - most;
        return logarithm
                ? new Result(Rule.LOG_SOFTMAX, terms, 0, own - Math.log(sum))
                : new Result(Rule.SOFTMAX, terms, 0, Math.exp(own) / sum);
    }

    private Result sumOfInputs() {
        double sum = 0;
        for (int i = 0; i < inputs.size(); i++) {
            sum += add(i, cell, 1);
        }
        return new Result(Rule.SUM, terms, 0, sum);
    }

    private Result product() {
        double product = 1;
        for (int i = 0; i < inputs.size(); i++) {
            Shape shape = inputs.get(i).shape();
            boolean gate = shape.height() == 1 && shape.width() == 1;
            Unit from = gate ? new Unit(cell.channel(), 0, 0) : cell;
            product *= add(i, from, 1);
        }
        return new Result(Rule.PRODUCT, terms, 0, product);
    }

    private Result concat() {
        int channel = cell.channel();
        int input = 0;
        while (channel >= inputs.get(input).shape().channels()) {
            channel -= inputs.get(input).shape().channels();
            input++;
        }
        return copy(input, at(channel));
    }

    /** Numbers of a flattened map stand in the order channel, row, column. */
    private Unit unflattened() {
        int pixels = shape().height() * shape().width();
        int pixel = cell.channel() % pixels;
        return new Unit(cell.channel() / pixels, pixel / shape().width(), pixel % shape().width());
    }

    private Result copy(int input, Unit from) {
        return new Result(Rule.COPY, terms, 0, add(input, from, 1));
    }
}
