package dev.fovea.formats;

import dev.fovea.image.Preprocessing;
import dev.fovea.nn.Network;
import dev.fovea.zoo.Zoo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the caller says of a model beside what its file says; where both say something, the caller
 * wins.
 */
public final class ReadOptions {
    private static final ReadOptions NONE = new ReadOptions(null, false, null, List.of());

    private final @Nullable Network network;
    private final boolean anyClasses;
    private final @Nullable Preprocessing preprocessing;
    private final List<String> labels;

    private ReadOptions(
            @Nullable Network network,
            boolean anyClasses,
            @Nullable Preprocessing preprocessing,
            List<String> labels) {
        this.network = network;
        this.anyClasses = anyClasses;
        this.preprocessing = preprocessing;
        this.labels = List.copyOf(labels);
    }

    /** The file alone speaks. */
    public static ReadOptions none() {
        return NONE;
    }

    /** The structure for files that hold numbers only, such as state dicts. */
    public ReadOptions withNetwork(Network network) {
        return new ReadOptions(network, false, preprocessing, labels);
    }

    /**
     * The structure by its name in the zoo, for as many classes as the file's last layer has.
     *
     * @throws IllegalArgumentException if there is no such network
     */
    public ReadOptions withZoo(String name) {
        return new ReadOptions(Zoo.network(name), true, preprocessing, labels);
    }

    public ReadOptions withPreprocessing(Preprocessing preprocessing) {
        return new ReadOptions(network, anyClasses, preprocessing, labels);
    }

    /** The names of the classes, in the order of the outputs. */
    public ReadOptions withLabels(List<String> labels) {
        return new ReadOptions(network, anyClasses, preprocessing, labels);
    }

    /**
     * The names of a network's outputs: what the caller says, else what the file does, else
     * ImageNet's where the network is for its pictures and classes.
     *
     * @param saved what the file says; empty where it says nothing
     * @throws IllegalArgumentException if the caller says too few names, or too many
     */
    public List<String> labelsOf(Network network, List<String> saved) {
        if (labels.isEmpty()) {
            return saved.isEmpty() && ImageNet.isFor(network) ? ImageNet.labels() : saved;
        }
        int classes = network.outputShape().size();
        if (labels.size() != classes) {
            throw new IllegalArgumentException(
                    "the labels (--labels FILE): one for each of the %d outputs of the network %s, got %d"
                            .formatted(classes, network.name(), labels.size()));
        }
        return labels;
    }

    /**
     * The origin of a model whose preprocessing the caller now says, so that it is assumed no more.
     */
    public static Map<String, Object> withoutAssumption(Map<String, Object> provenance) {
        var kept = new LinkedHashMap<>(provenance);
        kept.remove("preprocessing");
        return kept;
    }

    public Optional<Network> network() {
        return Optional.ofNullable(network);
    }

    /** Whether the network's number of classes is not meant, but that of the file. */
    public boolean anyClasses() {
        return anyClasses;
    }

    public Optional<Preprocessing> preprocessing() {
        return Optional.ofNullable(preprocessing);
    }

    /** Empty where the caller says nothing. */
    public List<String> labels() {
        return labels;
    }
}
