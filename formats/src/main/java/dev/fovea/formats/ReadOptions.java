package dev.fovea.formats;

import dev.fovea.image.Preprocessing;
import dev.fovea.nn.Network;
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
    private static final ReadOptions NONE = new ReadOptions(null, null, List.of());

    private final @Nullable Network network;
    private final @Nullable Preprocessing preprocessing;
    private final List<String> labels;

    private ReadOptions(
            @Nullable Network network, @Nullable Preprocessing preprocessing, List<String> labels) {
        this.network = network;
        this.preprocessing = preprocessing;
        this.labels = List.copyOf(labels);
    }

    /** The file alone speaks. */
    public static ReadOptions none() {
        return NONE;
    }

    /** The structure for files that hold numbers only, such as state dicts. */
    public ReadOptions withNetwork(Network network) {
        return new ReadOptions(network, preprocessing, labels);
    }

    public ReadOptions withPreprocessing(Preprocessing preprocessing) {
        return new ReadOptions(network, preprocessing, labels);
    }

    /** The names of the classes, in the order of the outputs. */
    public ReadOptions withLabels(List<String> labels) {
        return new ReadOptions(network, preprocessing, labels);
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

    public Optional<Preprocessing> preprocessing() {
        return Optional.ofNullable(preprocessing);
    }

    /** Empty where the caller says nothing. */
    public List<String> labels() {
        return labels;
    }
}
