package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * A layer cannot work on the shapes it is given. The message names the node, the rule with its
 * numbers, what came and from where, and ways out that were tried before they were printed; of a
 * layer asked outside a network only the rule and what came are known.
 */
public final class ShapeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String node;
    private final String problem;
    private final String[] waysOut;

    /**
     * @param layer the type of the layer
     * @param problem the rule and what came; {@code {0}} stands for the first input, and so on
     * @param inputs the shapes that came
     */
    ShapeException(String layer, String problem, List<Shape> inputs) {
        this("", problem, layer + ": " + filled(problem, inputs, List.of()) + ".", new String[0]);
    }

    private ShapeException(String node, String problem, String message, String[] waysOut) {
        super(message);
        this.node = node;
        this.problem = problem;
        this.waysOut = waysOut;
    }

    /**
     * The same, said of a node of a network.
     *
     * @param waysOut each fit to follow "Use"
     */
    ShapeException at(Node at, List<Shape> inputs, List<String> waysOut) {
        String use = waysOut.isEmpty() ? "" : " Use " + String.join(", or ", waysOut) + ".";
        var result =
                new ShapeException(
                        at.name(),
                        problem,
                        at.name() + ": " + filled(problem, inputs, at.inputs()) + "." + use,
                        waysOut.toArray(String[]::new));
        result.setStackTrace(getStackTrace());
        return result;
    }

    /**
     * The refusal of {@link Network#strict()}.
     *
     * @param node the first with a window that does not fit
     * @param warnings all of them, a line each
     * @param waysOut each fit to follow "Use"
     */
    static ShapeException strict(String node, List<String> warnings, List<String> waysOut) {
        String problem = String.join(".\n", warnings) + ".";
        String use = waysOut.isEmpty() ? "" : "\nUse " + String.join(", or ", waysOut) + ".";
        return new ShapeException(node, problem, problem + use, waysOut.toArray(String[]::new));
    }

    /** The node of the network; empty if a layer was asked outside of one. */
    public String node() {
        return node;
    }

    /** What would help, each fit to follow "Use"; possibly none. */
    public List<String> waysOut() {
        return List.of(waysOut);
    }

    /** The problem with {@code 56x56x6 from relu1} in the place of {@code {0}}. */
    private static String filled(String problem, List<Shape> inputs, List<String> sources) {
        String text = problem;
        for (int i = 0; i < inputs.size(); i++) {
            String from = sources.isEmpty() ? "" : " from " + sources.get(i);
            text = text.replace("{" + i + "}", inputs.get(i) + from);
        }
        return text;
    }
}
