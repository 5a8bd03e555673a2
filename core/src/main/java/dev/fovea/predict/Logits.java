package dev.fovea.predict;

import dev.fovea.nn.LogSoftmax;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Softmax;

/** Networks end in logits or in softmax; losses and rankings want the logits. */
public final class Logits {
    private Logits() {}

    /** The network up to its logits: without a last softmax or log-softmax. */
    public static Network of(Network network) {
        Node last = network.node(network.output());
        boolean normalised = last.layer() instanceof Softmax || last.layer() instanceof LogSoftmax;
        return normalised && !last.inputs().getFirst().equals(Network.INPUT)
                ? network.upTo(last.inputs().getFirst())
                : network;
    }
}
