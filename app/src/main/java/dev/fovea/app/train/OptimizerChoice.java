package dev.fovea.app.train;

import dev.fovea.text.Nearest;
import dev.fovea.train.Adam;
import dev.fovea.train.Optimizer;
import dev.fovea.train.RmsProp;
import dev.fovea.train.Sgd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An optimizer by name; what is not said has the usual value of that optimizer.
 *
 * @param name one of {@link #NAMES}
 * @param learningRate null for the usual one
 * @param momentum null for the usual one
 * @param weightDecay null for the usual one
 */
record OptimizerChoice(
        String name,
        @Nullable Float learningRate,
        @Nullable Float momentum,
        @Nullable Float weightDecay) {
    static final List<String> NAMES = List.of("sgd", "nesterov", "adam", "adamw", "rmsprop");

    /**
     * @throws IllegalArgumentException if there is no such optimizer, or a value is not for it
     */
    Optimizer optimizer() {
        return switch (name) {
            case "sgd", "nesterov" ->
                    Sgd.of(or(learningRate, 0.05f))
                            .withMomentum(or(momentum, 0.9f))
                            .withNesterov(name.equals("nesterov"))
                            .withWeightDecay(or(weightDecay, 0));
            case "adam" -> {
                requireNoMomentum();
                yield Adam.of(or(learningRate, 1e-3f)).withWeightDecay(or(weightDecay, 0));
            }
            case "adamw" -> {
                requireNoMomentum();
                yield Adam.of(or(learningRate, 1e-3f))
                        .withDecoupledWeightDecay(or(weightDecay, 0.01f));
            }
            case "rmsprop" ->
                    RmsProp.of(or(learningRate, 1e-3f))
                            .withMomentum(or(momentum, 0))
                            .withWeightDecay(or(weightDecay, 0));
            default ->
                    throw new IllegalArgumentException(
                            "there is no optimizer '"
                                    + name
                                    + "', use one of "
                                    + Nearest.list(name, NAMES, NAMES.size()));
        };
    }

    private void requireNoMomentum() {
        if (momentum != null) {
            throw new IllegalArgumentException(
                    name + " has no momentum of that kind; leave --momentum out, or use sgd");
        }
    }

    private static float or(@Nullable Float value, float usual) {
        return value == null ? usual : value;
    }
}
