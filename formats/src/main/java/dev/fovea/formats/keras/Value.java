package dev.fovea.formats.keras;

import dev.fovea.nn.Padding;
import org.jspecify.annotations.Nullable;

/**
 * What a layer of Keras gives, and how it lies in the network.
 *
 * @param node its node, or the network's input
 * @param vector whether Keras sees a vector where the network has a map {@code 1 x 1 x C}
 * @param order of a vector that was flattened from a map; null where both agree
 * @param padding zeros around a map that the next window shall add
 */
record Value(
        String node, boolean vector, @Nullable RowOrder order, Padding.@Nullable Explicit padding) {
    static Value of(String node) {
        return new Value(node, false, null, null);
    }

    Value at(String other) {
        return new Value(other, vector, order, padding);
    }
}
