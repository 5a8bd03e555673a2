package dev.fovea.explain;

import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.predict.Logits;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What channels are called: by their number, and by the class that they stand for.
 *
 * @param classes the nodes whose channels are the model's classes
 * @param labels the names of the classes; empty where they are not known
 */
public record ChannelNames(Set<String> classes, List<String> labels) {
    public ChannelNames {
        classes = Set.copyOf(classes);
        labels = List.copyOf(labels);
    }

    /** Classes are the channels of the logits and of what follows them. */
    public static ChannelNames of(Model model) {
        Network logits = Logits.of(model.network());
        var classes = new HashSet<String>();
        for (Node node : model.network().nodes()) {
            classes.add(node.name());
        }
        for (Node node : logits.nodes()) {
            classes.remove(node.name());
        }
        classes.add(logits.output());
        return new ChannelNames(classes, model.labels());
    }

    /** {@code conv1, channel 3}, or {@code fc, channel 9 (Ankle boot)}. */
    public String of(String node, int channel) {
        String plain = node + ", channel " + channel;
        return classes.contains(node) && channel < labels.size()
                ? plain + " (" + labels.get(channel) + ")"
                : plain;
    }
}
