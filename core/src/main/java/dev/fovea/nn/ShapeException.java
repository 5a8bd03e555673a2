package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer cannot work on the shapes it is given. The message names the node, the rule with its
 * numbers, what came and from where, and ways out that were tried before they were printed.
 */
public final class ShapeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String who;
    private final String node;
    private final String problem;
    private final String[] shapes;
    private final String[] remedies;

    /**
     * @param who the type of the layer
     * @param problem the rule and what came; {@code {0}} stands for the first input, and so on
     * @param inputs the shapes that came
     * @param remedies what would help, each fit to follow "Use": {@code padding 1}
     */
    ShapeException(String who, String problem, List<Shape> inputs, List<String> remedies) {
        this(
                who,
                "",
                problem,
                inputs.stream().map(Shape::toString).toArray(String[]::new),
                remedies.toArray(String[]::new));
    }

    private ShapeException(
            String who, String node, String problem, String[] shapes, String[] remedies) {
        super(message(node.isEmpty() ? who : node, problem, shapes, remedies));
        this.who = who;
        this.node = node;
        this.problem = problem;
        this.shapes = shapes;
        this.remedies = remedies;
    }

    /** The same, said about a node of a network whose inputs come from somewhere. */
    ShapeException at(String name, List<String> sources, List<String> moreRemedies) {
        String[] received = shapes.clone();
        for (int i = 0; i < received.length; i++) {
            received[i] += " from " + sources.get(i);
        }
        var all = new ArrayList<>(List.of(remedies));
        all.addAll(moreRemedies);
        var result = new ShapeException(who, name, problem, received, all.toArray(String[]::new));
        result.setStackTrace(getStackTrace());
        return result;
    }

    /** The node of the network; empty if a layer was asked outside of one. */
    public String node() {
        return node;
    }

    /** What would help, each fit to follow "Use"; possibly none. */
    public List<String> remedies() {
        return List.of(remedies);
    }

    private static String message(
            String subject, String problem, String[] shapes, String[] remedies) {
        String text = subject + ": " + problem;
        for (int i = 0; i < shapes.length; i++) {
            text = text.replace("{" + i + "}", shapes[i]);
        }
        return text
                + "."
                + (remedies.length == 0 ? "" : " Use " + String.join(", or ", remedies) + ".");
    }
}
