package dev.fovea.formats.torch;

import dev.fovea.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** State dicts under the names torchvision gives the same parameters. */
final class Renaming {
    /** What wrappers put before every name: data parallelism, compilation, trainers. */
    private static final List<String> PREFIXES =
            List.of("module.", "_orig_mod.", "model.", "net.", "network.", "backbone.");

    private static final Pattern TIMM_BLOCK =
            Pattern.compile("blocks\\.(\\d+)\\.(\\d+)\\.(\\w+)\\.(\\w+)");

    /** How many blocks each stage of MobileNetV2 has (table 2 of the paper). */
    private static final int[] MOBILENET_BLOCKS = {1, 2, 3, 4, 3, 3, 1};

    private static final Map<String, String> TIMM_VGG =
            Map.of(
                    "pre_logits.fc1.", "classifier.0.",
                    "pre_logits.fc2.", "classifier.3.",
                    "head.fc.", "classifier.6.");

    private static final Map<String, String> TIMM_MOBILENET =
            Map.of(
                    "conv_stem.", "features.0.0.",
                    "bn1.", "features.0.1.",
                    "conv_head.", "features.18.0.",
                    "bn2.", "features.18.1.",
                    "classifier.", "classifier.1.");

    private Renaming() {}

    /**
     * A state dict under other names.
     *
     * @param others names without the prefix that was taken off; theirs are as they were
     */
    record Naming(Map<String, StoredTensor> tensors, Set<String> others) {
        Map<String, Shape> shapes() {
            return StateDict.shapes(tensors);
        }
    }

    /**
     * The same without a prefix that most names have; empty where there is none. A trainer's own
     * module puts its loss, with weights of its own, beside the model.
     */
    static Optional<Naming> withoutPrefix(Map<String, StoredTensor> tensors) {
        for (String prefix : PREFIXES) {
            var renamed = new LinkedHashMap<String, StoredTensor>();
            var others = new LinkedHashMap<String, StoredTensor>();
            tensors.forEach((name, tensor) -> {
                if (name.startsWith(prefix)) {
                    renamed.put(name.substring(prefix.length()), tensor);
                } else {
                    others.put(name, tensor);
                }
            });
            if (renamed.size() > others.size()
                    && Collections.disjoint(renamed.keySet(), others.keySet())) {
                Naming inner = withoutPrefix(renamed).orElse(new Naming(renamed, Set.of()));
                var all = new LinkedHashMap<>(inner.tensors());
                others.forEach(all::putIfAbsent);
                var names = new LinkedHashSet<>(inner.others());
                names.addAll(others.keySet());
                return Optional.of(new Naming(all, names));
            }
        }
        return Optional.empty();
    }

    /** timm's VGG or MobileNetV2 by torchvision's names; empty where it is neither. */
    static Optional<Naming> fromTimm(Naming naming) {
        Map<String, StoredTensor> tensors = naming.tensors();
        if (tensors.containsKey("pre_logits.fc1.weight")) {
            return Optional.of(new Naming(renamed(tensors, TIMM_VGG), naming.others()));
        }
        if (tensors.containsKey("conv_stem.weight")) {
            return Optional.of(new Naming(renamed(tensors, TIMM_MOBILENET), naming.others()));
        }
        return Optional.empty();
    }

    private static Map<String, StoredTensor> renamed(
            Map<String, StoredTensor> tensors, Map<String, String> names) {
        var renamed = new LinkedHashMap<String, StoredTensor>();
        tensors.forEach((name, tensor) -> {
            String wanted = block(name);
            for (Map.Entry<String, String> entry : names.entrySet()) {
                if (name.startsWith(entry.getKey())) {
                    wanted = entry.getValue() + name.substring(entry.getKey().length());
                }
            }
            renamed.put(wanted, wanted.startsWith("classifier.") ? flat(tensor) : tensor);
        });
        return renamed;
    }

    /**
     * A dense layer that timm has as a convolution over its whole input; both order their numbers
     * by channel, row and column.
     */
    private static StoredTensor flat(StoredTensor tensor) {
        Shape shape = tensor.shape();
        if (shape.rank() != 4 || shape.size() == 0 || !tensor.isContiguous()) {
            return tensor;
        }
        return tensor.withShape(Shape.of(shape.extent(0), shape.size() / shape.extent(0)));
    }

    private static String block(String name) {
        Matcher block = TIMM_BLOCK.matcher(name);
        if (!block.matches() || block.group(1).length() + block.group(2).length() > 4) {
            return name;
        }
        int stage = Integer.parseInt(block.group(1));
        int place = Integer.parseInt(block.group(2));
        if (stage >= MOBILENET_BLOCKS.length || place >= MOBILENET_BLOCKS[stage]) {
            return name;
        }
        int index = 1 + place;
        for (int before = 0; before < stage; before++) {
            index += MOBILENET_BLOCKS[before];
        }
        String layer =
                stage == 0
                        ? switch (block.group(3)) {
                            case "conv_dw" -> "0.0";
                            case "bn1" -> "0.1";
                            case "conv_pw" -> "1";
                            case "bn2" -> "2";
                            default -> block.group(3);
                        }
                        : switch (block.group(3)) {
                            case "conv_pw" -> "0.0";
                            case "bn1" -> "0.1";
                            case "conv_dw" -> "1.0";
                            case "bn2" -> "1.1";
                            case "conv_pwl" -> "2";
                            case "bn3" -> "3";
                            default -> block.group(3);
                        };
        return "features." + index + ".conv." + layer + "." + block.group(4);
    }
}
