package dev.fovea.formats.torch;

import dev.fovea.formats.ImageNet;
import dev.fovea.formats.Inspection;
import dev.fovea.formats.Inspection.TensorInfo;
import dev.fovea.formats.ReadOptions;
import dev.fovea.formats.torch.Architectures.Candidate;
import dev.fovea.json.Json;
import dev.fovea.model.FormatException;
import dev.fovea.model.ModelFile;
import dev.fovea.nn.Network;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What people want to know of a file of tensors. */
final class StateDictInspection {
    private StateDictInspection() {}

    /** Looks at a state dict: which network it belongs to, and every number once. */
    static Inspection of(StateDict dict, ReadOptions options) throws IOException {
        var facts = new LinkedHashMap<String, String>();
        var notes = new ArrayList<String>();
        var problems = new ArrayList<String>();
        try {
            StateDictModel model = StateDictModel.of(dict, options);
            network(facts, model.network());
            facts.put(
                    "preprocessing",
                    model.preprocessing().describe() + (model.assumed() ? " (assumed)" : ""));
            facts.put("labels", ImageNet.describe(model.labels()));
            int counters = dict.tensors().size() - model.tensors().size() - model.leftOut().size();
            if (counters > 0) {
                facts.put("not read", counters + " counters of batch norm");
            }
            if (!model.leftOut().isEmpty()) {
                notes.add(
                        "left out, since their names have not the prefix of the others: "
                                + Checkpoint.list(List.copyOf(model.leftOut())));
            }
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
        } catch (FormatException e) {
            if (options.network().isPresent()) {
                problems.add(String.valueOf(e.getMessage()));
                return finish(dict, "state dict", facts, notes, problems);
            }
            notes.add(
                    StateDictModel.nearest(dict)
                                    .map(StateDictInspection::unknown)
                                    .orElse(
                                            "the network is unknown and like none that Fovea knows; ")
                            + "the commands that run it take its structure: --arch net.json");
        }
        return finish(dict, "state dict", facts, notes, problems);
    }

    /** Looks at one of Fovea's own models. */
    static Inspection of(StateDict dict, ModelFile model) throws IOException {
        var facts = new LinkedHashMap<String, String>();
        network(facts, model.network());
        facts.put("preprocessing", model.preprocessing().describe());
        facts.put("labels", model.labels().isEmpty() ? "none" : String.join(", ", model.labels()));
        model.provenance()
                .forEach((key, value) -> {
                    String text = value instanceof String said ? said : Json.write(value);
                    // Where the preprocessing comes from belongs behind what it is.
                    facts.merge(key, text, (fact, origin) -> fact + " (" + origin + ")");
                });
        return finish(dict, "Fovea model", facts, List.of(), new ArrayList<>());
    }

    private static String unknown(Candidate nearest) {
        return "the network is unknown; the nearest is "
                + nearest.network().name()
                + ": "
                + nearest.mismatch()
                + "\n";
    }

    private static void network(Map<String, String> facts, Network network) {
        facts.put("network", network.toString());
        facts.put("classes", String.valueOf(network.outputShape().size()));
    }

    private static Inspection finish(
            StateDict dict,
            String what,
            Map<String, String> facts,
            List<String> notes,
            List<String> problems)
            throws IOException {
        long numbers = dict.tensors().values().stream().mapToLong(t -> t.shape().size()).sum();
        facts.put("numbers", String.valueOf(numbers));
        facts.put("dtypes", String.join(", ", dict.dtypes().stream().map(Enum::name).toList()));
        facts.putAll(dict.facts());
        var tensors = new ArrayList<TensorInfo>();
        for (Map.Entry<String, StoredTensor> entry : dict.tensors().entrySet()) {
            StoredTensor tensor = entry.getValue();
            tensors.add(new TensorInfo(entry.getKey(), tensor.dtype().name(), tensor.shape()));
            String unusual = dict.unusual(tensor);
            if (!unusual.isEmpty()) {
                problems.add(entry.getKey() + " has numbers that are not finite: " + unusual);
            }
        }
        String format = dict.kind() + " " + what + ", " + tensors.size() + " tensors";
        return new Inspection(format, tensors, facts, notes, problems);
    }
}
