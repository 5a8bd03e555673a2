package dev.fovea.formats.keras;

import dev.fovea.nn.Elu;
import dev.fovea.nn.Gelu;
import dev.fovea.nn.HardSigmoid;
import dev.fovea.nn.HardSwish;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LeakyRelu;
import dev.fovea.nn.LogSoftmax;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Relu6;
import dev.fovea.nn.Sigmoid;
import dev.fovea.nn.Silu;
import dev.fovea.nn.Softmax;
import dev.fovea.nn.Tanh;
import java.util.Optional;

/** Keras' functions by name. */
final class KerasActivations {
    static final String SUPPORTED =
            "linear, relu, relu6, leaky_relu, elu, sigmoid, hard_sigmoid, tanh, softmax,"
                    + " log_softmax, silu (swish), hard_silu (hard_swish), gelu";

    private KerasActivations() {}

    /**
     * The layer of this name; none for {@code linear}.
     *
     * @param keras3 whether Keras 3 wrote the file: its hard sigmoid has slope 1/6, that of Keras 2
     *     0.2
     * @throws IllegalArgumentException for an unknown name, listing the known ones
     */
    static Optional<Layer> of(String name, boolean keras3) {
        return switch (name) {
            case "linear" -> Optional.empty();
            case "relu" -> Optional.of(new Relu());
            case "relu6" -> Optional.of(new Relu6());
            case "leaky_relu" -> Optional.of(new LeakyRelu(0.2f));
            case "elu" -> Optional.of(Elu.of());
            case "sigmoid" -> Optional.of(new Sigmoid());
            case "hard_sigmoid" ->
                    Optional.of(keras3 ? HardSigmoid.of() : new HardSigmoid(0.2f, 0.5f));
            case "tanh" -> Optional.of(new Tanh());
            case "softmax" -> Optional.of(new Softmax());
            case "log_softmax" -> Optional.of(new LogSoftmax());
            case "silu", "swish" -> Optional.of(new Silu());
            case "hard_silu", "hard_swish" -> Optional.of(new HardSwish());
            case "gelu" -> Optional.of(Gelu.of());
            default ->
                    throw new IllegalArgumentException(
                            "the activation '" + name + "' is none of " + SUPPORTED);
        };
    }
}
