package dev.fovea.formats.torch;

import dev.fovea.formats.torch.PickleValue.Dict;
import dev.fovea.formats.torch.PickleValue.Plain;
import dev.fovea.formats.torch.PickleValue.Sequence;
import dev.fovea.formats.torch.PickleValue.View;
import dev.fovea.model.FormatException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

    private static final int MAX_DEPTH = 16;

    /** Far more than any network has; dicts that share others could ask for any number of names. */
    private static final int MAX_NAMES = 100_000;

    private static final int MAX_CHARACTERS = 16 << 20;

    /**
     * Finds the state dict: a member with a usual name, else the dict itself if it has tensors,
     * else the only member that has some. Training scripts put single tensors, such as the best
     * accuracy, beside a state dict, so the usual names come first.
     *
     * @throws FormatException if there is none, or several and none has a usual name, or if its
     *     dicts hold themselves or have too many names
     */
    static Checkpoint find(Path file, PickleValue root) throws FormatException {
        var facts = new LinkedHashMap<String, String>();
        var above = new ArrayList<PickleValue>();
        PickleValue value = root;
        String path = "";
        while (value instanceof Dict dict) {
            if (above.contains(dict)) {
                throw cycle(file, path);
            }
            above.add(dict);
            if (above.size() > MAX_DEPTH) {
                throw tooDeep(file, path);
            }
            Set<Dict> without = dicts();
            for (String name : MEMBERS) {
                if (above.contains(dict.members().get(name))) {
                    throw cycle(file, path.isEmpty() ? name : path + "." + name);
                }
            }
            Optional<String> usual =
                    MEMBERS.stream()
                            .filter(name -> mayBeStateDict(dict.members().get(name), without))
                            .findFirst();
            if (usual.isEmpty() && hasTensors(dict)) {
                if (!path.isEmpty()) {
                    facts.put("state dict in", path);
                }
                var flattened = new Flattening(file);
                flattened.add(dict, "", new ArrayList<>());
                if (!flattened.others.isEmpty()) {
                    facts.put("also holds", list(flattened.others));
                }
                return new Checkpoint(flattened.tensors, facts);
            }
            String member = usual.isPresent() ? usual.get() : onlyMember(file, dict);
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
        throw new FormatException(file, -1, "a state dict: names with tensors", describe(value));
    }

    private static boolean hasTensors(Dict dict) {
        return dict.members().values().stream().anyMatch(View.class::isInstance);
    }

    /**
     * Whether a value is a dict with tensors in it or in its dicts.
     *
     * @param without dicts known to have none; this one and its own are added if they have none
     */
    private static boolean mayBeStateDict(@Nullable PickleValue value, Set<Dict> without) {
        if (!(value instanceof Dict root)) {
            return false;
        }
        Set<Dict> seen = dicts();
        var waiting = new ArrayDeque<Dict>();
        waiting.add(root);
        while (!waiting.isEmpty()) {
            Dict dict = waiting.remove();
            if (without.contains(dict) || !seen.add(dict)) {
                continue;
            }
            if (hasTensors(dict)) {
                return true;
            }
            for (PickleValue member : dict.members().values()) {
                if (member instanceof Dict inner) {
                    waiting.add(inner);
                }
            }
        }
        without.addAll(seen);
        return false;
    }

    /** An empty set, whose members are compared by identity. */
    private static Set<Dict> dicts() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private static String onlyMember(Path file, Dict dict) throws FormatException {
        List<String> candidates = new ArrayList<>();
        Set<Dict> without = dicts();
        for (Map.Entry<Object, PickleValue> member : dict.members().entrySet()) {
            if (candidates.size() < 2
                    && member.getKey() instanceof String name
                    && mayBeStateDict(member.getValue(), without)) {
                candidates.add(name);
            }
        }
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

    /** The tensors of a dict and of those inside of it. */
    private static final class Flattening {
        final Map<String, View> tensors = new LinkedHashMap<>();
        final List<String> others = new ArrayList<>();
        private final Path file;
        private int names;
        private long characters;

        Flattening(Path file) {
            this.file = file;
        }

        /**
         * @param prefix the name of the dict and a dot; empty for the outermost
         * @param above the dicts around it
         */
        void add(Dict dict, String prefix, List<Dict> above) throws FormatException {
            above.add(dict);
            for (Map.Entry<Object, PickleValue> member : dict.members().entrySet()) {
                String name = prefix + member.getKey();
                names++;
                characters += name.length();
                if (names > MAX_NAMES || characters > MAX_CHARACTERS) {
                    throw new FormatException(
                            file,
                            -1,
                            "at most "
                                    + MAX_NAMES
                                    + " names of "
                                    + MAX_CHARACTERS
                                    + " characters in all, where dicts lie in dicts",
                            "more");
                }
                switch (member.getValue()) {
                    case View view -> tensors.put(name, view);
                    case Dict inner when above.contains(inner) -> throw cycle(file, name);
                    case Dict inner when above.size() >= MAX_DEPTH -> throw tooDeep(file, name);
                    case Dict inner -> add(inner, name + ".", above);
                    default -> others.add(name);
                }
            }
            above.removeLast();
        }
    }

    private static FormatException cycle(Path file, String name) {
        return new FormatException(
                file,
                -1,
                "dicts that do not hold themselves",
                "'" + name + "', which is one of the dicts around it");
    }

    private static FormatException tooDeep(Path file, String name) {
        return new FormatException(
                file,
                -1,
                "a state dict of at most " + MAX_DEPTH + " dicts in each other",
                "more, at '" + name + "'");
    }

    /** The first ten, and how many more. */
    static String list(List<String> names) {
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
