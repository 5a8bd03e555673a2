package dev.fovea.formats.torch;

import dev.fovea.formats.torch.PickleValue.Dict;
import dev.fovea.formats.torch.PickleValue.Plain;
import dev.fovea.formats.torch.PickleValue.Sequence;
import dev.fovea.formats.torch.PickleValue.View;
import dev.fovea.model.FormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The state dict inside of what a training script saved: the whole, or a member of it.
 *
 * @param tensors by name, in order; names of nested dicts are joined by dots
 * @param facts which member it is, and what lies beside it
 */
record Checkpoint(Map<String, View> tensors, Map<String, String> facts) {
    /** Where people put the state dict, the likeliest first. */
    private static final List<String> MEMBERS =
            List.of(
                    "state_dict",
                    "model_state_dict",
                    "model",
                    "model_state",
                    "net",
                    "network",
                    "module",
                    "weights",
                    "params");

    private static final int MAX_DEPTH = 8;

    /**
     * Finds the state dict.
     *
     * @throws FormatException if there is none, or several and none has a usual name
     */
    static Checkpoint find(Path file, PickleValue root) throws FormatException {
        var facts = new LinkedHashMap<String, String>();
        PickleValue value = root;
        String path = "";
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            if (!(value instanceof Dict dict)) {
                throw new FormatException(
                        file, -1, "a state dict: names with tensors", describe(value));
            }
            if (hasTensors(dict)) {
                var tensors = new LinkedHashMap<String, View>();
                var others = new ArrayList<String>();
                flatten(dict, "", 0, tensors, others);
                if (!path.isEmpty()) {
                    facts.put("state dict in", path);
                }
                if (!others.isEmpty()) {
                    facts.put("also holds", list(others));
                }
                return new Checkpoint(tensors, facts);
            }
            String member = member(file, dict);
            List<String> others =
                    dict.members().keySet().stream()
                            .map(String::valueOf)
                            .filter(name -> !name.equals(member))
                            .toList();
            if (!others.isEmpty()) {
                facts.put("beside it", list(others));
            }
            path = path.isEmpty() ? member : path + "." + member;
            value = dict.members().getOrDefault(member, new Plain(null));
        }
        throw new FormatException(
                file, -1, "a state dict at most " + MAX_DEPTH + " dicts deep", "a deeper one");
    }

    private static boolean hasTensors(Dict dict) {
        return dict.members().values().stream().anyMatch(View.class::isInstance);
    }

    private static String member(Path file, Dict dict) throws FormatException {
        for (String name : MEMBERS) {
            if (dict.members().get(name) instanceof Dict) {
                return name;
            }
        }
        List<String> candidates = new ArrayList<>();
        dict.members()
                .forEach((key, value) -> {
                    if (key instanceof String name && value instanceof Dict) {
                        candidates.add(name);
                    }
                });
        if (candidates.size() == 1) {
            return candidates.getFirst();
        }
        throw new FormatException(
                file,
                -1,
                "a state dict, or one as the member " + String.join(", ", MEMBERS),
                dict.members().isEmpty()
                        ? "an empty dict"
                        : "a dict of "
                                + list(
                                        dict.members().keySet().stream()
                                                .map(String::valueOf)
                                                .toList()));
    }

    private static void flatten(
            Dict dict, String prefix, int depth, Map<String, View> tensors, List<String> others) {
        dict.members()
                .forEach((key, value) -> {
                    String name = prefix + key;
                    if (value instanceof View view) {
                        tensors.put(name, view);
                    } else if (value instanceof Dict inner && depth < MAX_DEPTH) {
                        flatten(inner, name + ".", depth + 1, tensors, others);
                    } else {
                        others.add(name);
                    }
                });
    }

    private static String list(List<String> names) {
        String first = names.stream().limit(10).collect(Collectors.joining(", "));
        return names.size() > 10 ? first + " and " + (names.size() - 10) + " more" : first;
    }

    private static String describe(PickleValue value) {
        return switch (value) {
            case View view -> "a tensor of " + view.shape();
            case Sequence sequence -> "a list of " + sequence.elements().size();
            default -> "something else";
        };
    }
}
