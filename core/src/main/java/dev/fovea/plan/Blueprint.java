package dev.fovea.plan;

import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.Memory;
import dev.fovea.nn.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A compiled network before it has memory: its steps, its values, and where they will live. */
final class Blueprint {
    private final PlanOptions options;
    private final List<Op> ops;
    private final List<Step> forward;
    private final BackwardPass backward;
    private final Value input;
    private final Value output;
    private final Map<String, Value> kept = new LinkedHashMap<>();
    private final MemoryPlan memory;
    private final long scratch;
    private final ImageByImage imageByImage;
    private final long allWeights;

    Blueprint(Network network, Kernels kernels, PlanOptions options) {
        this.options = options;
        allWeights =
                network.parameters().values().stream().mapToLong(p -> 4L * p.shape().size()).sum();
        for (String node : options.keep()) {
            requireNode(network, node);
        }
        for (String node : options.keepGradients()) {
            if (!node.equals(Network.INPUT)) {
                requireNode(network, node);
            }
        }
        Compiler.Compiled compiled = Compiler.compile(network, kernels, options);
        ops = compiled.ops();
        input = Objects.requireNonNull(compiled.values().get(Network.INPUT));
        output = Objects.requireNonNull(compiled.values().get(network.output()));
        for (String node : options.keep()) {
            kept.put(node, Objects.requireNonNull(compiled.values().get(node)));
        }
        forward =
                ops.stream()
                        .map(op ->
                                new Step(
                                        op.name,
                                        op.algorithm(),
                                        op.inputs,
                                        List.of(op.output),
                                        op.forwardScratch(),
                                        op.work(),
                                        op::forward))
                        .toList();
        backward = new BackwardPass(compiled, output, options, kernels);
        List<Step> all = new ArrayList<>(forward);
        all.addAll(backward.steps());
        Map<Value, Integer> pinned = pinned();
        overwriteWhatDies(all, pinned);
        imageByImage = ImageByImage.of(ops, options, kernels.workers().threads());
        memory = new MemoryPlan(all, pinned, options.batch(), imageByImage);
        scratch = all.stream().mapToLong(Step::scratch).max().orElse(0);
    }

    private static void requireNode(Network network, String node) {
        network.node(node);
    }

    private Map<Value, Integer> pinned() {
        Map<Value, Integer> pinned = new LinkedHashMap<>();
        pinned.put(input, 0);
        pinned.put(output, forward.size() - 1);
        kept.values().forEach(value -> pinned.put(value, forward.size() - 1));
        if (options.mode().hasBackward()) {
            pinned.put(backward.seed(), forward.size() - 1);
            backward.kept()
                    .values()
                    .forEach(value ->
                            pinned.put(value, forward.size() + backward.steps().size() - 1));
        }
        return pinned;
    }

    /** An operation may write over an input that nobody reads any more. */
    private void overwriteWhatDies(List<Step> all, Map<Value, Integer> pinned) {
        for (int i = 0; i < ops.size(); i++) {
            Op op = ops.get(i);
            Value over = op.overwritable();
            if (over != null
                    && !pinned.containsKey(op.output)
                    && MemoryPlan.diesAt(over, i, all, pinned.keySet())) {
                op.output.shareWith(over);
            }
        }
    }

    List<Op> ops() {
        return ops;
    }

    List<Step> forwardSteps() {
        return forward;
    }

    BackwardPass backward() {
        return backward;
    }

    Value input() {
        return input;
    }

    Value output() {
        return output;
    }

    Map<String, Value> kept() {
        return kept;
    }

    MemoryPlan memory() {
        return memory;
    }

    /** Floats of scratch of a pass over all steps. */
    long scratch() {
        return scratch;
    }

    /** The steps that run image by image, each lane with scratch of its own. */
    ImageByImage imageByImage() {
        return imageByImage;
    }

    long laneScratch() {
        return forward.stream()
                .limit(imageByImage.steps())
                .mapToLong(Step::scratch)
                .max()
                .orElse(0);
    }

    PlanMemory memoryReport() {
        long gradients =
                ops.stream()
                        .flatMap(op -> op.gradients().stream())
                        .mapToLong(gradient -> 4L * gradient.shape.size())
                        .sum();
        return new PlanMemory(
                memory.bytes(),
                memory.bytesWithoutReuse(),
                ops.stream().mapToLong(Op::ownBytes).sum(),
                ops.stream().mapToLong(Op::sharedBytes).sum(),
                gradients,
                Memory.bytes(scratch) + Memory.bytes(laneScratch()) * imageByImage.lanes());
    }

    PlanReport report(Kernels kernels) {
        List<Step> all = new ArrayList<>(forward);
        all.addAll(backward.steps());
        Map<String, String> weights =
                ops.stream()
                        .collect(
                                Collectors.toMap(
                                        op -> op.name,
                                        op -> op.weightsReport(options.mode() == Mode.INFERENCE)));
        List<PlanReport.Row> rows =
                all.stream()
                        .map(step ->
                                new PlanReport.Row(
                                        step.label(),
                                        step.algorithm(),
                                        step.writes().stream()
                                                .map(Value::toString)
                                                .collect(Collectors.joining(", ")),
                                        weights.getOrDefault(step.label(), ""),
                                        options.batch() * step.work().flops(),
                                        options.batch() * step.valueBytes()
                                                + step.work().weightBytes()))
                        .toList();
        return new PlanReport(
                kernels.name(),
                options.batch(),
                imageByImage.steps(),
                rows,
                memoryReport(),
                allWeights - passingWeights());
    }

    /** Bytes of the weights that a plan for inference packs and does not keep. */
    private long passingWeights() {
        if (options.mode() != Mode.INFERENCE) {
            return 0;
        }
        return ops.stream()
                .mapToLong(op ->
                        op instanceof LinearOp linear && linear.weights().passing()
                                ? 4L * linear.weights().source().shape().size()
                                : 0)
                .sum();
    }
}
