package dev.fovea.explain;

import dev.fovea.nn.Network;
import dev.fovea.plan.Buffer;
import dev.fovea.tensor.Shape;
import java.util.Arrays;

/** What goes into a plan: pictures that fit, and the gradient from which backward starts. */
final class Seeds {
    private Seeds() {}

    /** For {@code n} samples: 1 at one output, 0 at the others. */
    static void oneOutput(Buffer gradient, int n, int output) {
        Arrays.fill(gradient.data(), gradient.offset(), gradient.at(n), 0);
        for (int i = 0; i < n; i++) {
            gradient.data()[gradient.at(i) + output] = 1;
        }
    }

    /**
     * @throws IllegalArgumentException if the network reads another shape
     */
    static void requireInput(Network network, Shape shape) {
        if (!shape.equals(network.input())) {
            throw new IllegalArgumentException(
                    "%s: reads %s, got a picture of %s"
                            .formatted(network.name(), network.input(), shape));
        }
    }
}
