package dev.fovea.formats.torch;

import dev.fovea.nn.Network;
import dev.fovea.nn.Parameter;
import dev.fovea.nn.ParameterMismatch;
import dev.fovea.tensor.Shape;
import dev.fovea.zoo.Zoo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which network parameters belong to, by their names and shapes. */
final class Architectures {
    /** More classes than any network has. */
    private static final int MAX_CLASSES = 1_000_000;

    private Architectures() {}

    /** A network, and how the parameters that were found differ from its own. */
    record Candidate(Network network, ParameterMismatch mismatch) {
        /** A name that differs counts more than a shape. */
        int distance() {
            return 2 * mismatch.missing().size()
                    + 2 * mismatch.unexpected().size()
                    + mismatch.misshapen().size();
        }
    }

    /** The networks that share a parameter, the most alike first; the first may fit exactly. */
    static List<Candidate> nearest(Map<String, Shape> found) {
        var candidates = new ArrayList<Candidate>();
        for (Zoo.Entry entry : Zoo.entries()) {
            Network network = entry.network();
            if (network.parameters().keySet().stream().anyMatch(found::containsKey)) {
                int classes = classes(network, found).orElse(entry.classes());
                candidates.add(candidate(Zoo.network(entry.name(), entry.input(), classes), found));
            }
        }
        ResNetStructure.network(found).ifPresent(net -> candidates.add(candidate(net, found)));
        candidates.sort(Comparator.comparingInt(Candidate::distance));
        return candidates;
    }

    /** How a network's parameters differ from those found, batch norm's counters aside. */
    static Candidate candidate(Network network, Map<String, Shape> found) {
        var relevant = new LinkedHashMap<>(found);
        relevant.keySet()
                .removeIf(name ->
                        name.endsWith("num_batches_tracked")
                                && !network.parameters().containsKey(name));
        return new Candidate(network, ParameterMismatch.between(network, relevant));
    }

    /** The first extent of the network's last weights: its last layer tells the classes apart. */
    private static Optional<Integer> classes(Network network, Map<String, Shape> found) {
        String last = "";
        for (Map.Entry<String, Parameter> entry : network.parameters().entrySet()) {
            if (entry.getValue().shape().rank() > 1) {
                last = entry.getKey();
            }
        }
        Shape shape = found.get(last);
        if (shape == null
                || shape.rank() < 2
                || shape.extent(0) < 1
                || shape.extent(0) > MAX_CLASSES) {
            return Optional.empty();
        }
        return Optional.of(shape.extent(0));
    }
}
