package dev.fovea.formats.torch;

import dev.fovea.formats.ImageNet;
import dev.fovea.formats.ReadOptions;
import dev.fovea.formats.torch.Architectures.Candidate;
import dev.fovea.image.Preprocessing;
import dev.fovea.model.FormatException;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.zoo.Zoo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The model of a state dict: its network, found by names and shapes or given, and what its pictures
 * go through.
 *
 * @param network that the parameters belong to
 * @param tensors by the network's names, batch norm's counters and nothing else left out
 * @param assumed true if the preprocessing below is a guess
 */
record StateDictModel(
        Network network,
        Map<String, StoredTensor> tensors,
        Preprocessing preprocessing,
        boolean assumed,
        List<String> labels) {
    /**
     * Finds network and parameters; reads no number.
     *
     * @throws FormatException if no network fits, with what is missing, unexpected and misshapen
     */
    static StateDictModel of(StateDict dict, ReadOptions options) throws FormatException {
        Match best = match(dict, options.network());
        Network network = best.candidate().network();
        var tensors = new LinkedHashMap<String, StoredTensor>();
        for (String name : network.parameters().keySet()) {
            StoredTensor tensor = best.tensors().get(name);
            if (tensor == null) {
                throw new IllegalStateException("checked above: " + name);
            }
            if (!tensor.dtype().isFloatingPoint()) {
                throw new FormatException(
                        dict.file(),
                        tensor.offset(),
                        "floating-point numbers for '" + name + "'",
                        tensor.dtype().name());
            }
            tensors.put(name, tensor);
        }
        boolean imageNet = options.network().isEmpty() && isImageNet(network);
        return new StateDictModel(
                network,
                tensors,
                preprocessing(dict, options, network, imageNet),
                options.preprocessing().isEmpty(),
                options.labels().isEmpty() && imageNet ? ImageNet.labels() : options.labels());
    }

    /** Reads the numbers. */
    Model read(StateDict dict) throws IOException {
        Weights weights = Weights.of(dict.read(tensors));
        var provenance = new LinkedHashMap<String, Object>();
        provenance.put("imported from", String.valueOf(dict.file().getFileName()));
        provenance.put("format", dict.kind());
        if (assumed) {
            provenance.put("preprocessing", "assumed");
        }
        return new Model(network, weights, preprocessing, labels, provenance);
    }

    /** The network most like a state dict that fits none; empty where none is like it. */
    static Optional<Candidate> nearest(StateDict dict) {
        return namings(dict).stream()
                .flatMap(tensors -> Architectures.nearest(StateDict.shapes(tensors)).stream())
                .min(Comparator.comparingInt(Candidate::distance));
    }

    private record Match(Candidate candidate, Map<String, StoredTensor> tensors) {}

    private static Match match(StateDict dict, Optional<Network> given) throws FormatException {
        Match best = null;
        for (Map<String, StoredTensor> tensors : namings(dict)) {
            Map<String, Shape> shapes = StateDict.shapes(tensors);
            List<Candidate> candidates =
                    given.map(network -> List.of(Architectures.candidate(network, shapes)))
                            .orElseGet(() -> Architectures.nearest(shapes));
            for (Candidate candidate : candidates) {
                if (best == null || candidate.distance() < best.candidate().distance()) {
                    best = new Match(candidate, tensors);
                }
            }
        }
        if (best == null) {
            throw new FormatException(
                    dict.file(),
                    -1,
                    "the parameters of a known network ("
                            + String.join(", ", Zoo.names())
                            + ", other ResNets), or its structure beside it (--arch net.json)",
                    "others, such as " + dict.tensors().keySet().stream().limit(3).toList());
        }
        if (best.candidate().distance() > 0) {
            throw new FormatException(
                    dict.file(),
                    -1,
                    given.isPresent()
                            ? "the parameters of the network " + best.candidate().network().name()
                            : "the parameters of a known network, or its structure beside it"
                                    + " (--arch net.json)",
                    (given.isPresent()
                                    ? ""
                                    : "others; the nearest is "
                                            + best.candidate().network().name()
                                            + ": ")
                            + best.candidate().mismatch());
        }
        return best;
    }

    /** The tensors by their own names and by those they could have in torchvision. */
    private static List<Map<String, StoredTensor>> namings(StateDict dict) {
        var namings = new ArrayList<Map<String, StoredTensor>>();
        namings.add(dict.tensors());
        Renaming.withoutPrefix(dict.tensors()).ifPresent(namings::add);
        Renaming.fromTimm(namings.getLast()).ifPresent(namings::add);
        return namings;
    }

    /** Made for ImageNet's pictures, and telling its thousand classes apart. */
    private static boolean isImageNet(Network network) {
        return network.input().equals(Shape.of(224, 224, 3))
                && network.outputShape().size() == ImageNet.CLASSES;
    }

    private static Preprocessing preprocessing(
            StateDict dict, ReadOptions options, Network network, boolean imageNet)
            throws FormatException {
        if (options.preprocessing().isPresent()) {
            return options.preprocessing().get();
        }
        if (imageNet) {
            return Preprocessing.torchvision();
        }
        Shape input = network.input();
        if (!input.isMap() || (input.channels() != 1 && input.channels() != 3)) {
            throw new FormatException(
                    dict.file(),
                    -1,
                    "a network that reads pictures of 1 or 3 channels",
                    input + "");
        }
        return Preprocessing.unit(input.height(), input.width(), input.channels());
    }
}
