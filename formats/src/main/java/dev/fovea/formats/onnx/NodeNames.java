package dev.fovea.formats.onnx;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names for the nodes of an imported network, as PyTorch's modules have them where the file lets
 * one see that.
 *
 * <p>PyTorch writes {@code /layer1/layer1.0/conv1/Conv} for the module {@code layer1.0.conv1}
 * (since 1.13) or {@code Conv_12} (before), and names initializers after the module unless it
 * changed their numbers.
 */
final class NodeNames {
    private static final Pattern NUMBERED = Pattern.compile("[A-Z][A-Za-z0-9]*_\\d+");
    private static final Pattern INVENTED = Pattern.compile("onnx::.*|\\d+");

    private final Set<String> taken = new HashSet<>(Set.of("input"));
    private final Set<String> prefixes = new HashSet<>();

    /** The name of a node without parameters. */
    String of(OnnxNode node) {
        return unique(base(node));
    }

    /** The name of a node whose first parameter comes from this initializer. */
    String of(OnnxNode node, String initializer, String parameter) {
        String module = module(initializer, parameter);
        boolean says = !node.name().isEmpty() && !isGenerated(node.name());
        return unique(says || module.isEmpty() ? base(node) : module);
    }

    /** A name for a further node made of the same operator. */
    String of(String name, String suffix) {
        return unique(name + "." + suffix);
    }

    /** What its parameters' names begin with. */
    String prefix(String node, String initializer, String parameter) {
        String module = module(initializer, parameter);
        String prefix = module.isEmpty() ? node : module;
        while (!prefixes.add(prefix)) {
            prefix += "_";
        }
        return prefix;
    }

    private static boolean isGenerated(String name) {
        return name.startsWith("/") || NUMBERED.matcher(name).matches();
    }

    /** {@code features.0} of {@code features.0.weight}; empty if it is not named so. */
    private static String module(String initializer, String parameter) {
        for (String separator : new String[] {".", "_", "/"}) {
            String ending = separator + parameter;
            if (initializer.endsWith(ending)
                    && initializer.length() > ending.length()
                    && !INVENTED.matcher(initializer).matches()) {
                return clean(initializer.substring(0, initializer.length() - ending.length()));
            }
        }
        return "";
    }

    /** The name of a node before it is made unique. */
    static String plain(OnnxNode node) {
        return base(node);
    }

    private static String base(OnnxNode node) {
        String name = node.name();
        String operator = node.operator().toLowerCase(Locale.ROOT);
        if (name.startsWith("/")) {
            String path = path(name);
            if (path.isEmpty()) {
                return operator;
            }
            return isModule(node.operator()) ? path : path + "." + operator;
        }
        if (name.isEmpty()) {
            String output = node.outputs().isEmpty() ? "" : node.outputs().getFirst();
            return output.isEmpty() || INVENTED.matcher(output).matches()
                    ? operator
                    : clean(output);
        }
        return NUMBERED.matcher(name).matches() ? name.toLowerCase(Locale.ROOT) : clean(name);
    }

    /** Whether PyTorch has a module for what the operator does, so that the path names it. */
    private static boolean isModule(String operator) {
        return switch (operator) {
            case "Add",
                    "Mul",
                    "Sub",
                    "Div",
                    "Concat",
                    "Reshape",
                    "Transpose",
                    "Slice",
                    "Split",
                    "ReduceMean",
                    "Pad",
                    "Gather",
                    "Sum" ->
                    false;
            default -> true;
        };
    }

    /** {@code layer1.0.conv1} of {@code /layer1/layer1.0/conv1/Conv}. */
    private static String path(String name) {
        String[] parts = name.substring(1).split("/", -1);
        String path = "";
        for (int i = 0; i < parts.length - 1; i++) {
            boolean whole = path.isEmpty() || parts[i].startsWith(path + ".");
            path = whole ? parts[i] : path + "." + parts[i];
        }
        return clean(path);
    }

    private static String clean(String name) {
        return name.replaceAll("[\\s\\p{Cntrl}]+", "_");
    }

    private String unique(String wanted) {
        String name = wanted.isEmpty() ? "node" : wanted;
        for (int i = 1; !taken.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }
}
