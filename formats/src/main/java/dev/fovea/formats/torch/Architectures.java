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

        /** Whether at least half of the names are the same, of the needed and of the found ones. */
        private boolean isLike(Map<String, Shape> found) {
            int needed = network.parameters().size();
            int shared = needed - mismatch.missing().size();
            return 2 * shared >= Math.max(needed, found.size());
        }
    }

    /**
     * All networks for their own classes, built once and only where a guess was wrong: that takes
     * as long as it takes to read some hundred megabytes.
     */
    private static final class Built {
        static final List<Network> NETWORKS =
                Zoo.entries().stream().map(Zoo.Entry::network).toList();

        private Built() {}
    }

    /**
     * The networks that share half of the parameters, the most alike first; one that fits exactly
     * is alone. Others are no help to compare with.
     */
    static List<Candidate> nearest(Map<String, Shape> found) {
        String guess = likeliest(found);
        if (!guess.isEmpty()) {
            Candidate candidate = withClasses(Zoo.network(guess), found);
            if (candidate.distance() == 0) {
                return List.of(candidate);
            }
        }
        var candidates = new ArrayList<Candidate>();
        ResNetStructure.network(found).ifPresent(net -> candidates.add(candidate(net, found)));
        for (Network network : Built.NETWORKS) {
            if (network.parameters().keySet().stream().anyMatch(found::containsKey)) {
                candidates.add(withClasses(network, found));
            }
        }
        candidates.removeIf(candidate -> !candidate.isLike(found));
        candidates.sort(Comparator.comparingInt(Candidate::distance));
        boolean fits = !candidates.isEmpty() && candidates.getFirst().distance() == 0;
        return fits ? List.of(candidates.getFirst()) : candidates;
    }

    /** A network of the zoo with as many classes as the parameters tell apart. */
    static Candidate withClasses(Network network, Map<String, Shape> found) {
        int own = network.outputShape().size();
        int classes = classes(network, found).orElse(own);
        return candidate(
                classes == own ? network : Zoo.network(network.name(), network.input(), classes),
                found);
    }

    /** A guess by a few names, which costs nothing. */
    private static String likeliest(Map<String, Shape> found) {
        if (found.containsKey("features.0.0.weight")) {
            return "mobilenet_v2";
        }
        if (found.containsKey("features.3.squeeze.weight")) {
            return found.containsKey("features.5.squeeze.weight")
                    ? "squeezenet1_0"
                    : "squeezenet1_1";
        }
        if (found.containsKey("layer4.0.conv1.weight")) {
            return "resnet18";
        }
        if (found.containsKey("layer3.0.conv1.weight")) {
            return "resnet20";
        }
        if (found.containsKey("classifier.6.weight")) {
            long convolutions =
                    found.entrySet().stream()
                            .filter(entry ->
                                    entry.getKey().startsWith("features.")
                                            && entry.getValue().rank() == 4)
                            .count();
            String norm = found.containsKey("features.1.weight") ? "_bn" : "";
            String name = "vgg" + (convolutions + 3) + norm;
            return Zoo.names().contains(name) ? name : "";
        }
        return "";
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
