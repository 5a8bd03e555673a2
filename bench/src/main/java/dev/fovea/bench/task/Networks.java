package dev.fovea.bench.task;

import dev.fovea.nn.Dropout;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.zoo.Zoo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The networks that are measured, as every engine builds them. */
public final class Networks {
    private Networks() {}

    /**
     * A network of the zoo without dropout, which would make training steps differ between engines.
     */
    public static Network of(String name) {
        Network whole = Zoo.network(name);
        Network network = Network.input(whole.input()).withName(name);
        Map<String, String> replaced = new HashMap<>();
        for (Node node : whole.nodes()) {
            List<String> inputs =
                    node.inputs().stream().map(in -> replaced.getOrDefault(in, in)).toList();
            if (node.layer() instanceof Dropout) {
                replaced.put(node.name(), inputs.getFirst());
            } else {
                network = network.then(new Node(node.name(), node.layer(), inputs, node.prefix()));
            }
        }
        return network;
    }
}
