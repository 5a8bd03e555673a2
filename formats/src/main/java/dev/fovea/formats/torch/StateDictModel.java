package dev.fovea.formats.torch;

import dev.fovea.formats.ImageNet;
import dev.fovea.formats.ReadOptions;
import dev.fovea.formats.torch.Architectures.Candidate;
import dev.fovea.image.Preprocessing;
import dev.fovea.model.FormatException;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.nn.ParameterMismatch;
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
import java.util.Set;

/**
 * The model of a state dict: its network, found by names and shapes or given, and what its pictures
 * go through.
 *
 * @param network that the parameters belong to
 * @param leftOut names of tensors without the prefix that most have; the network is whole without
 *     them
 * @param tensors by the network's names, batch norm's counters and nothing else left out
 * @param assumed true if the preprocessing below is a guess
 */
record StateDictModel(
        Network network,
        Map<String, StoredTensor> tensors,
        Set<String> leftOut,
        Preprocessing preprocessing,
        boolean assumed,
        List<String> labels) {
    /**
     * Finds network and parameters; reads no number.
     *
     * @throws FormatException if no network fits, with what is missing, unexpected and misshapen
     */
    static StateDictModel of(StateDict dict, ReadOptions options) throws FormatException {
        Match best = match(dict, options);
        Network network = best.candidate().network();
        var tensors = new LinkedHashMap<String, StoredTensor>();
        for (String name : network.parameters().keySet()) {
            StoredTensor tensor = best.naming().tensors().get(name);
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
        return new StateDictModel(
                network,
                tensors,
                best.naming().others(),
                preprocessing(dict, options, network),
                options.preprocessing().isEmpty(),
                options.labelsOf(network, List.of()));
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
        if (!leftOut.isEmpty()) {
            provenance.put("left out", List.copyOf(leftOut));
        }
        return new Model(network, weights, preprocessing, labels, provenance);
    }

    /** The network most like a state dict that fits none; empty where none is like it. */
    static Optional<Candidate> nearest(StateDict dict) {
        return namings(dict).stream()
                .flatMap(naming -> Architectures.nearest(naming.shapes()).stream())
                .min(Comparator.comparingInt(Candidate::distance));
    }

    private record Match(Candidate candidate, Renaming.Naming naming) {
        /** Whether the network is whole, and nothing is left but tensors without the prefix. */
        boolean fits() {
            ParameterMismatch mismatch = candidate.mismatch();
            return mismatch.missing().isEmpty()
                    && mismatch.misshapen().isEmpty()
                    && naming.others().containsAll(mismatch.unexpected().keySet());
        }
    }

    private static Match match(StateDict dict, ReadOptions options) throws FormatException {
        Optional<Network> given = options.network();
        Match best = null;
        for (Renaming.Naming naming : namings(dict)) {
            Map<String, Shape> shapes = naming.shapes();
            List<Candidate> candidates =
                    given.map(network ->
                                    List.of(
                                            options.anyClasses()
                                                    ? Architectures.withClasses(network, shapes)
                                                    : Architectures.candidate(network, shapes)))
                            .orElseGet(() -> Architectures.nearest(shapes));
            for (Candidate candidate : candidates) {
                if (best == null || candidate.distance() < best.candidate().distance()) {
                    best = new Match(candidate, naming);
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
        if (!best.fits()) {
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
    private static List<Renaming.Naming> namings(StateDict dict) {
        var namings = new ArrayList<Renaming.Naming>();
        namings.add(new Renaming.Naming(dict.tensors(), Set.of()));
        Renaming.withoutPrefix(dict.tensors()).ifPresent(namings::add);
        Renaming.fromTimm(namings.getLast()).ifPresent(namings::add);
        return namings;
    }

    private static Preprocessing preprocessing(StateDict dict, ReadOptions options, Network network)
            throws FormatException {
        if (options.preprocessing().isPresent()) {
            return options.preprocessing().get();
        }
        if (ImageNet.isFor(network)) {
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
