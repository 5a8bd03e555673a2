package dev.fovea.plan;

import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.Memory;
import dev.fovea.nn.Network;
import dev.fovea.nn.WeightSource;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A network compiled for one largest batch and one set of kernels: fill {@link #input()}, call
 * {@link #forward}, read {@link #output()}.
 *
 * <p>A plan owns its buffers and belongs to one thread at a time; a run allocates nothing but the
 * small objects that hand pieces of work to threads. Plans made by {@link #fork} share the packed
 * weights, so a service keeps one for each thread. In training: forward, fill {@link
 * #outputGradient()}, backward, change the weights by {@link #gradients()}, {@link #refresh}.
 */
public final class Plan {
    private final Network network;
    private final Weights weights;
    private final PlanOptions options;
    private final Blueprint blueprint;
    private final PackedWeights packed;
    private final Pass pass;
    private final List<Pass> lanes = new ArrayList<>();
    private final boolean streamed;
    private final Map<String, Tensor> gradients = new LinkedHashMap<>();
    private StepListener listener = StepListener.NONE;

    private Plan(
            Network network,
            Weights weights,
            Kernels kernels,
            Blueprint blueprint,
            PlanOptions options,
            PackedWeights packed,
            boolean streamed) {
        this.network = network;
        this.weights = weights;
        this.options = options;
        this.packed = packed;
        this.blueprint = blueprint;
        this.streamed = streamed;
        pass = new Pass(kernels, 0);
        pass.scratch = Memory.allocate(blueprint.scratch());
        for (int lane = 0; lane < blueprint.imageByImage().lanes(); lane++) {
            Pass own = new Pass(kernels, lane);
            own.n = 1;
            own.scratch = Memory.allocate(blueprint.laneScratch());
            lanes.add(own);
        }
        blueprint.memory().allocate();
        for (Op op : blueprint.ops()) {
            op.bind(weights, packed);
            for (ParameterGradient gradient : op.gradients()) {
                gradients.put(gradient.parameter, new Tensor(gradient.shape, gradient.data));
            }
        }
    }

    /**
     * Compiles a plan and allocates its memory.
     *
     * @throws InsufficientMemoryException if it does not fit the heap, with the largest batch that
     *     does
     * @throws IllegalArgumentException if the weights do not fit the network, or a node to keep
     *     does not exist
     */
    public static Plan of(Network network, Weights weights, Kernels kernels, PlanOptions options) {
        weights.check(network);
        var blueprint = new Blueprint(network, kernels, options);
        requireMemory(network, kernels, options, blueprint.memoryReport().total());
        return new Plan(network, weights, kernels, blueprint, options, new PackedWeights(), false);
    }

    /** A plan that runs forward only. */
    public static Plan forInference(Network network, Weights weights, Kernels kernels, int batch) {
        return of(network, weights, kernels, PlanOptions.of(Mode.INFERENCE, batch));
    }

    /**
     * A plan that runs forward only, its weights streamed from a source: those that kernels read in
     * a packed form pass through one buffer and are not kept, the others are read to where they are
     * used. It gives the same bits as a plan over weights that were loaded before.
     *
     * @param source read until this returns, not afterwards
     * @throws IOException if the source cannot be read
     * @throws IllegalArgumentException if the source does not fit the network
     * @throws InsufficientMemoryException if plan and weights do not fit the heap
     */
    public static Plan forInference(
            Network network, WeightSource source, Kernels kernels, int batch) throws IOException {
        Weights.check(network, source);
        PlanOptions options = PlanOptions.of(Mode.INFERENCE, batch);
        var blueprint = new Blueprint(network, kernels, options);
        var stream = new WeightStream(network, source, blueprint.ops(), kernels.workers());
        requireMemory(
                network,
                kernels,
                options,
                blueprint.memoryReport().total() + stream.keptBytes() + stream.bufferBytes());
        var packed = new PackedWeights();
        try (var _ = WarmUp.start(blueprint.ops(), kernels)) {
            Weights kept = stream.run(packed);
            return new Plan(network, kept, kernels, blueprint, options, packed, true);
        }
    }

    /** A plan for training: batch statistics, dropout, gradients of all parameters. */
    public static Plan forTraining(Network network, Weights weights, Kernels kernels, int batch) {
        return of(network, weights, kernels, PlanOptions.of(Mode.TRAINING, batch));
    }

    /** What a plan would do and take; allocates nothing. */
    public static PlanReport report(Network network, Kernels kernels, PlanOptions options) {
        return new Blueprint(network, kernels, options).report(kernels);
    }

    /** Another plan over the same packed weights, with buffers of its own: one for each thread. */
    public Plan fork() {
        if (options.mode() == Mode.TRAINING) {
            throw new IllegalStateException(
                    "Plan: a training plan changes its weights and cannot be forked");
        }
        var own = new Blueprint(network, pass.kernels, options);
        PlanMemory memory = own.memoryReport();
        requireMemory(network, pass.kernels, options, memory.total() - memory.shared());
        return new Plan(network, weights, pass.kernels, own, options, packed, streamed);
    }

    public Network network() {
        return network;
    }

    public PlanOptions options() {
        return options;
    }

    /** Where the samples go: {@code [batch, H, W, C]}. Kept as it is by a run. */
    public Buffer input() {
        return blueprint.input().buffer();
    }

    /** The output of the last node after a run. */
    public Buffer output() {
        return blueprint.output().buffer();
    }

    /**
     * The output of a node after a run.
     *
     * @throws IllegalArgumentException if the plan was not asked to keep it
     */
    public Buffer output(String node) {
        return kept(blueprint.kept(), node, "output").buffer();
    }

    /**
     * Where the gradient by the output goes before {@link #backward}; backward may overwrite it.
     */
    public Buffer outputGradient() {
        return blueprint.backward().seed().buffer();
    }

    /**
     * The gradient by the output of a node, or by {@code input}, after a backward run.
     *
     * @throws IllegalArgumentException if the plan was not asked to keep it
     */
    public Buffer gradient(String node) {
        return kept(blueprint.backward().kept(), node, "gradient").buffer();
    }

    private static Value kept(Map<String, Value> kept, String node, String what) {
        Value value = kept.get(node);
        if (value == null) {
            throw new IllegalArgumentException(
                    "Plan: the "
                            + what
                            + " of "
                            + node
                            + " is not kept; kept are "
                            + kept.keySet());
        }
        return value;
    }

    /** Runs the first {@code n} samples of the input forward. */
    public void forward(int n) {
        forward(n, 0);
    }

    /**
     * Runs forward.
     *
     * @param n samples, 1 .. batch
     * @param seed decides dropout; give every step of a training run another
     */
    public void forward(int n, long seed) {
        if (n < 1 || n > options.batch()) {
            throw new IllegalArgumentException(
                    "Plan: 1 to " + options.batch() + " samples, got " + n);
        }
        List<Step> steps = blueprint.forwardSteps();
        ImageByImage part = blueprint.imageByImage();
        List<Step> first = steps.subList(0, part.steps());
        // What is left over when every thread has had the same number of images they do together.
        int alone = first.isEmpty() ? 0 : n / part.lanes() * part.lanes();
        pass.kernels
                .workers()
                .run(alone, (image, worker) -> run(first, 0, lanes.get(worker), image, 1));
        pass.seed = seed;
        if (alone < n) {
            run(first, 0, pass, alone, n - alone);
        }
        run(steps.subList(part.steps(), steps.size()), part.steps(), pass, 0, n);
    }

    private void run(List<Step> steps, int index, Pass pass, int first, int n) {
        pass.first = first;
        pass.n = n;
        run(steps, index, pass);
    }

    /**
     * @param index of the first of these steps among all
     */
    private void run(List<Step> steps, int index, Pass pass) {
        if (listener.equals(StepListener.NONE)) {
            for (Step step : steps) {
                step.action().run(pass);
            }
            return;
        }
        for (int i = 0; i < steps.size(); i++) {
            long began = System.nanoTime();
            steps.get(i).action().run(pass);
            listener.ran(index + i, System.nanoTime() - began);
        }
    }

    /** From the next run on tells how long each step took. */
    public void listen(StepListener to) {
        listener = to;
    }

    /** Computes the gradients of the samples that ran forward last. */
    public void backward() {
        run(blueprint.backward().steps(), blueprint.forwardSteps().size(), pass);
    }

    /** Gradients by parameter name, of the last backward run: the sum over its samples. */
    public Map<String, Tensor> gradients() {
        return gradients;
    }

    /**
     * Reads the weights again after they changed.
     *
     * @throws IllegalStateException if they were streamed: there is nothing to read again
     */
    public void refresh() {
        if (streamed) {
            throw new IllegalStateException(
                    "Plan: its weights were streamed and not kept; to change weights make a plan over Weights");
        }
        for (Op op : blueprint.ops()) {
            op.refresh();
        }
    }

    public PlanReport report() {
        return blueprint.report(pass.kernels);
    }

    private static void requireMemory(
            Network network, Kernels kernels, PlanOptions options, long needed) {
        if (Heap.fits(needed)) {
            return;
        }
        long available = Heap.available(false);
        int fits = largestBatch(network, kernels, options, available);
        String way =
                fits > 0
                        ? "The largest batch that fits is "
                                + fits
                                + "; or give the JVM more heap (-Xmx)."
                        : "Not even a batch of 1 fits; give the JVM more heap (-Xmx).";
        throw new InsufficientMemoryException(
                "A batch of "
                        + options.batch()
                        + " needs "
                        + Heap.text(needed)
                        + " of heap, "
                        + Heap.text(Math.max(0, available))
                        + " are free. "
                        + way);
    }

    /** The largest batch whose plan takes at most {@code bytes}; 0 if none does. */
    public static int largestBatch(
            Network network, Kernels kernels, PlanOptions options, long bytes) {
        int fits = 0;
        int tooMany = options.batch();
        while (tooMany - fits > 1) {
            int middle = (fits + tooMany) >>> 1;
            if (report(network, kernels, options.withBatch(middle)).memory().total() <= bytes) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return fits;
    }

    @Override
    public String toString() {
        return blueprint.ops().stream().map(op -> op.name).collect(Collectors.joining(" "));
    }
}
