package dev.fovea.train;

import dev.fovea.data.Batch;
import dev.fovea.data.Batches;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.Mode;
import dev.fovea.plan.Plan;
import dev.fovea.predict.Evaluation;
import dev.fovea.predict.Evaluator;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One run of a {@link Trainer}: the loop and what changes while it turns. */
final class TrainRun {
    private final Trainer trainer;
    private final Optional<FrozenPart> once;
    private final TrainOptions options;
    private final Kernels kernels;
    private final Plan plan;
    private final OptimizerState optimizer;
    private final Optional<Evaluator> evaluator;
    private final int classes;
    private final long stepsPerEpoch;
    private final List<EpochMetrics> history = new ArrayList<>();
    private final Set<String> skipped = new LinkedHashSet<>();
    private final Map<String, Float> rates;
    private final float[] targets;
    private final float[] losses;
    private Optional<FrozenFeatures> trainFeatures = Optional.empty();
    private Optional<FrozenFeatures> validationFeatures = Optional.empty();
    private Optional<Weights> best = Optional.empty();
    private int bestEpoch;
    private long step;
    private double lossSum;
    private double lossDivisor;
    private long correct;
    private long counted;
    private double learningRate;

    /**
     * @param once the part of the network whose features are computed once; empty to run the whole
     *     network in every step
     */
    TrainRun(Trainer trainer, Optional<FrozenPart> once) {
        this.trainer = trainer;
        this.once = once;
        options = trainer.options;
        kernels = trainer.kernels;
        classes = trainer.network.outputShape().size();
        stepsPerEpoch = Math.ceilDiv(trainer.train.size(), options.batch());
        targets = new float[options.batch() * classes];
        losses = new float[options.batch()];
        rates = TrainChecks.rates(trainer.network, options.groups(), trainer.frozen());
        Network network = once.map(FrozenPart::after).orElse(trainer.network);
        Weights weights = FrozenPart.share(network, trainer.weights);
        plan = Plan.of(network, weights, kernels, trainer.trainingOptions());
        optimizer = new OptimizerState(options.optimizer(), plan.gradients());
        evaluator =
                trainer.validation.size() == 0
                        ? Optional.empty()
                        : Optional.of(
                                Evaluator.of(
                                        network,
                                        weights,
                                        trainer.preprocessing,
                                        kernels,
                                        options.batch()));
    }

    TrainResult run() throws IOException {
        Checkpoint.Position position =
                trainer.start.map(this::restore).orElse(Checkpoint.Position.START);
        trainer.listener.started(
                new RunPlan(
                        options.epochs(),
                        position.epoch(),
                        stepsPerEpoch,
                        trainer.train.size(),
                        trainer.validation.size(),
                        trainer.memoryBytes(once),
                        kernels.name(),
                        trainer.notes(once)));
        if (once.isPresent()) {
            computeFeatures(once.get());
        }
        boolean stopped = isOutOfPatience();
        int samplesDone = position.samplesDone();
        for (int epoch = position.epoch(); epoch <= options.epochs() && !stopped; epoch++) {
            long began = System.nanoTime();
            double imagesPerSecond = trainEpoch(epoch, samplesDone);
            samplesDone = 0;
            finishEpoch(epoch, began, imagesPerSecond);
            stopped = isOutOfPatience();
            if (stopped) {
                trainer.listener.stoppedEarly(epoch, bestEpoch);
            }
        }
        return new TrainResult(model(), bestEpoch, history, stopped, List.copyOf(skipped));
    }

    /** After a checkpoint was read: its weights are the frozen ones. */
    private void computeFeatures(FrozenPart part) throws IOException {
        int training = trainer.train.size();
        int total = training + trainer.validation.size();
        trainFeatures =
                Optional.of(
                        FrozenFeatures.of(
                                trainer,
                                part,
                                trainer.train,
                                Mode.TRAINING,
                                done -> trainer.listener.features(done, total)));
        if (evaluator.isPresent()) {
            validationFeatures =
                    Optional.of(
                            FrozenFeatures.of(
                                    trainer,
                                    part,
                                    trainer.validation,
                                    Mode.INFERENCE,
                                    done -> trainer.listener.features(training + done, total)));
        }
    }

    private Model model() {
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("data", trainer.train.fingerprint());
        provenance.put("seed", options.seed());
        provenance.put("epochs", (long) history.size());
        provenance.put("bestEpoch", (long) bestEpoch);
        provenance.put("kernels", kernels.name());
        return new Model(
                trainer.given,
                best.orElse(trainer.weights),
                trainer.preprocessing,
                trainer.train.classes(),
                provenance);
    }

    private Checkpoint.Position restore(Checkpoint from) {
        String set = from.settings().getOrDefault("kernels", "");
        if (!set.equals(kernels.name())) {
            trainer.listener.warning(
                    "the checkpoint was written by the kernels "
                            + set
                            + ", the run goes on with "
                            + kernels.name()
                            + ": its bits will differ from a run that was not stopped");
        }
        copyInto(from.weights(), trainer.weights.tensors());
        copyInto(from.optimizer(), named(optimizer));
        if (!from.best().isEmpty()) {
            Weights kept = trainer.weights.copy();
            copyInto(from.best(), kept.tensors());
            best = Optional.of(kept);
        }
        Checkpoint.Position position = from.position();
        history.addAll(from.history());
        bestEpoch = position.bestEpoch();
        if (best.isEmpty() && bestEpoch > 0 && evaluator.isPresent()) {
            best = Optional.of(trainer.weights.copy());
        }
        step = position.step();
        optimizer.steps(step);
        lossSum = position.lossSum();
        lossDivisor = position.lossDivisor();
        correct = position.correct();
        counted = position.counted();
        plan.refresh();
        return position;
    }

    private static void copyInto(Map<String, Tensor> from, Map<String, Tensor> to) {
        to.forEach((name, tensor) -> {
            Tensor saved = from.get(name);
            if (saved == null || !saved.shape().equals(tensor.shape())) {
                throw new IllegalArgumentException(
                        "resume: the checkpoint has "
                                + (saved == null
                                        ? "no " + name
                                        : name
                                                + " as "
                                                + saved.shape()
                                                + " instead of "
                                                + tensor.shape()));
            }
            System.arraycopy(saved.data(), 0, tensor.data(), 0, tensor.data().length);
        });
    }

    private static Map<String, Tensor> named(OptimizerState state) {
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        state.slots()
                .forEach((parameter, slots) ->
                        slots.forEach(
                                (slot, tensor) -> arrays.put(slot + "." + parameter, tensor)));
        return arrays;
    }

    private double trainEpoch(int epoch, int samplesDone) throws IOException {
        int done = samplesDone;
        int read = 0;
        long began = System.nanoTime();
        double rate = 0;
        try (Batches batches =
                BatchSource.training(trainer, trainFeatures, epoch, samplesDone, this::skip)) {
            Optional<Batch> next = batches.next();
            while (next.isPresent()) {
                Batch batch = next.get();
                double loss = step(batch, epoch, done / options.batch(), scheduledRate());
                done = batch.end();
                read += batch.size();
                step++;
                rate = read / Math.max(1e-9, (System.nanoTime() - began) * 1e-9);
                trainer.listener.step(
                        new StepMetrics(
                                epoch,
                                Math.ceilDiv(done, options.batch()),
                                stepsPerEpoch,
                                done,
                                loss,
                                lossSum / lossDivisor,
                                correct / (double) counted,
                                learningRate,
                                rate));
                if (options.checkpointSteps() > 0
                        && step % options.checkpointSteps() == 0
                        && done < trainer.train.size()) {
                    checkpoint(
                            new Checkpoint.Position(
                                    epoch,
                                    done,
                                    step,
                                    lossSum,
                                    lossDivisor,
                                    correct,
                                    counted,
                                    bestEpoch));
                }
                next = batches.next();
            }
        }
        return rate;
    }

    /**
     * Steps whose learning rate grows from {@code low} to {@code high}, until they are done or the
     * loss runs away.
     */
    List<LearningRateFinder.Point> sweep(int steps, double low, double high) throws IOException {
        var points = new ArrayList<LearningRateFinder.Point>();
        double smooth = 0;
        double lowest = Double.POSITIVE_INFINITY;
        for (int epoch = 1; points.size() < steps; epoch++) {
            try (Batches batches =
                    BatchSource.training(trainer, trainFeatures, epoch, 0, this::skip)) {
                Optional<Batch> next = batches.next();
                while (next.isPresent() && points.size() < steps) {
                    int i = points.size();
                    double rate = low * Math.pow(high / low, i / Math.max(1.0, steps - 1.0));
                    double loss = stepOrInfinity(next.get(), epoch, i, rate);
                    smooth = i == 0 ? loss : 0.9 * smooth + 0.1 * loss;
                    points.add(new LearningRateFinder.Point(rate, smooth));
                    lowest = Math.min(lowest, smooth);
                    if (!(smooth < 4 * lowest)) {
                        return points;
                    }
                    step++;
                    next = batches.next();
                }
            }
        }
        return points;
    }

    private double stepOrInfinity(Batch batch, int epoch, int number, double rate) {
        try {
            return step(batch, epoch, number, rate);
        } catch (DivergedException e) {
            return Double.POSITIVE_INFINITY;
        }
    }

    private void skip(String picture, IOException reason) throws IOException {
        if (skipped.add(picture)) {
            trainer.listener.skipped(picture, reason);
        }
    }

    /** One step of the optimizer; returns the mean loss of the batch. */
    private double step(Batch batch, int epoch, int number, double rate) {
        int n = batch.size();
        learningRate = rate;
        System.arraycopy(
                batch.x(),
                0,
                plan.input().data(),
                plan.input().offset(),
                n * batch.sample().size());
        plan.forward(n, dropoutSeed());
        float divisor =
                options.loss()
                        .targets(
                                n,
                                classes,
                                batch.labels(),
                                batch.partnerLabels(),
                                batch.lambda(),
                                targets);
        Buffer out = plan.output();
        Buffer gradient = plan.outputGradient();
        countCorrect(out, batch.labels(), n);
        kernels.softmaxCrossEntropy(
                n,
                classes,
                out.data(),
                out.offset(),
                targets,
                1 / divisor,
                losses,
                gradient.data(),
                gradient.offset());
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += losses[i];
        }
        requireFinite(sum, epoch, number);
        lossSum += sum;
        lossDivisor += divisor;
        counted += n;
        plan.backward();
        update();
        return sum / divisor;
    }

    private long dropoutSeed() {
        return options.seed() * 0x9E3779B97F4A7C15L + step;
    }

    private double scheduledRate() {
        return options.optimizer().learningRate()
                * options.schedule().factor(step, options.epochs() * stepsPerEpoch, stepsPerEpoch);
    }

    private void update() {
        float scale = clipScale();
        optimizer.begin();
        plan.gradients()
                .forEach((name, gradient) ->
                        optimizer.update(
                                kernels,
                                name,
                                trainer.weights.get(name),
                                gradient,
                                rate(name),
                                scale));
        plan.refresh();
    }

    /** A group's own rate changes as the optimizer's does. */
    private float rate(String parameter) {
        Float own = rates.get(parameter);
        return (float)
                (own == null
                        ? learningRate
                        : own * (learningRate / options.optimizer().learningRate()));
    }

    /** {@code min(1, clip / (norm + 1e-6))}, as PyTorch's clip_grad_norm_. */
    private float clipScale() {
        if (options.clipNorm() == 0) {
            return 1;
        }
        double squares = 0;
        for (Tensor gradient : plan.gradients().values()) {
            squares += kernels.sumOfSquares(gradient.data().length, gradient.data(), 0);
        }
        return (float) Math.min(1, options.clipNorm() / (Math.sqrt(squares) + 1e-6));
    }

    private void countCorrect(Buffer logits, int[] labels, int n) {
        for (int i = 0; i < n; i++) {
            int at = logits.at(i);
            int top = 0;
            for (int c = 1; c < classes; c++) {
                if (logits.data()[at + c] > logits.data()[at + top]) {
                    top = c;
                }
            }
            correct += top == labels[i] ? 1 : 0;
        }
    }

    private void requireFinite(double loss, int epoch, int number) {
        if (!Double.isFinite(loss)) {
            throw new DivergedException(
                    String.format(
                            Locale.ROOT,
                            "The loss became %s in epoch %d, step %d (learning rate %.3g). Likely causes: a learning rate that is too high "
                                    + "(try a tenth, or a warm-up), gradients that explode (try gradient clipping), or NaN in the pictures "
                                    + "or the starting weights.",
                            Double.isNaN(loss) ? "NaN" : "infinite",
                            epoch,
                            number + 1,
                            learningRate));
        }
    }

    private void finishEpoch(int epoch, long began, double imagesPerSecond) throws IOException {
        if (counted == 0) {
            throw new IOException("no picture of the training set could be read");
        }
        double validationLoss = Double.NaN;
        double top1 = Double.NaN;
        double top5 = Double.NaN;
        if (evaluator.isPresent()) {
            evaluator.get().refresh();
            Evaluation found = validate(evaluator.get());
            validationLoss = found.loss();
            top1 = found.top1();
            top5 = found.top5();
        }
        var metrics =
                new EpochMetrics(
                        epoch,
                        lossSum / lossDivisor,
                        correct / (double) counted,
                        validationLoss,
                        top1,
                        top5,
                        learningRate,
                        (System.nanoTime() - began) * 1e-9,
                        imagesPerSecond);
        boolean better = isBetter(metrics);
        history.add(metrics);
        if (better) {
            bestEpoch = epoch;
            keepBest();
        }
        lossSum = 0;
        lossDivisor = 0;
        correct = 0;
        counted = 0;
        trainer.listener.epoch(metrics, better);
        checkpoint(Checkpoint.Position.afterEpoch(epoch, step, bestEpoch));
    }

    private Evaluation validate(Evaluator on) throws IOException {
        return validationFeatures.isPresent()
                ? on.evaluate(
                        trainer.validation, validationFeatures.get(), trainer.listener::validating)
                : on.evaluate(trainer.validation, trainer.listener::validating);
    }

    private boolean isBetter(EpochMetrics now) {
        if (evaluator.isEmpty() || bestEpoch == 0) {
            return true;
        }
        EpochMetrics then = history.get(bestEpoch - 1);
        return now.validationTop1() > then.validationTop1()
                || (now.validationTop1() == then.validationTop1()
                        && now.validationLoss() < then.validationLoss());
    }

    /**
     * Without a validation set the last epoch is the best, and the weights themselves are those.
     */
    private void keepBest() {
        if (evaluator.isEmpty()) {
            return;
        }
        if (best.isEmpty()) {
            best = Optional.of(trainer.weights.copy());
        } else {
            copyInto(trainer.weights.tensors(), best.get().tensors());
        }
    }

    private boolean isOutOfPatience() {
        return options.patience() > 0
                && bestEpoch > 0
                && history.size() - bestEpoch >= options.patience();
    }

    private void checkpoint(Checkpoint.Position position) throws IOException {
        if (trainer.checkpoint.isEmpty()) {
            return;
        }
        boolean bestIsCurrent = position.samplesDone() == 0 && position.epoch() == bestEpoch + 1;
        Map<String, Tensor> kept =
                best.isEmpty() || bestIsCurrent ? Map.of() : best.get().tensors();
        new Checkpoint(
                        position,
                        trainer.settings(),
                        history,
                        trainer.weights.tensors(),
                        named(optimizer),
                        kept)
                .save(trainer.checkpoint.get());
        trainer.listener.checkpoint(trainer.checkpoint.get());
    }
}
