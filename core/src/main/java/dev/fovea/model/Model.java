package dev.fovea.model;

import dev.fovea.image.Preprocessing;
import dev.fovea.json.Json;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * All it takes to turn a picture into an answer, and to know where the answer comes from.
 *
 * @param network what is computed
 * @param weights the numbers of the network, shared and not copied
 * @param preprocessing what makes its input of a picture
 * @param labels the names of the classes, in the order of the network's outputs; empty where they
 *     have none
 * @param provenance where it comes from: version, data, seed, figures of its training; anything
 *     JSON can say ({@link Json}), held as {@link Json#canonical} gives it
 */
public record Model(
        Network network,
        Weights weights,
        Preprocessing preprocessing,
        List<String> labels,
        Map<String, Object> provenance) {
    /**
     * @throws IllegalArgumentException if the weights are not the network's, the preprocessing
     *     makes pictures of another shape, there is another number of labels than classes, or the
     *     provenance is no JSON
     */
    public Model {
        weights.check(network);
        labels = List.copyOf(labels);
        provenance = Json.canonicalObject(provenance);
        checkParts(network, preprocessing, labels);
    }

    /** Makes sure that everything but the numbers fits together. */
    static void checkParts(Network network, Preprocessing preprocessing, List<String> labels) {
        checkInput(network, preprocessing);
        Shape output = network.outputShape();
        if (!labels.isEmpty() && labels.size() != output.size()) {
            throw new IllegalArgumentException(
                    "Model: the network "
                            + network.name()
                            + " has "
                            + output.size()
                            + " outputs, there are "
                            + labels.size()
                            + " labels; give one a class, or none");
        }
    }

    private static void checkInput(Network network, Preprocessing preprocessing) {
        Shape made = preprocessing.outputShape().orElse(network.input());
        if (!made.equals(network.input()) || preprocessing.channels() != made.channels()) {
            throw new IllegalArgumentException(
                    "Model: the network "
                            + network.name()
                            + " reads "
                            + network.input()
                            + ", the preprocessing makes "
                            + preprocessing
                                    .outputShape()
                                    .map(Shape::toString)
                                    .orElse("pictures of any size")
                            + " with "
                            + preprocessing.channels()
                            + (preprocessing.channels() == 1 ? " channel" : " channels"));
        }
    }

    /** A model without provenance. */
    public static Model of(
            Network network, Weights weights, Preprocessing preprocessing, List<String> labels) {
        return new Model(network, weights, preprocessing, labels, Map.of());
    }

    public Model withWeights(Weights newWeights) {
        return new Model(network, newWeights, preprocessing, labels, provenance);
    }

    public Model withPreprocessing(Preprocessing newPreprocessing) {
        return new Model(network, weights, newPreprocessing, labels, provenance);
    }

    public Model withLabels(List<String> newLabels) {
        return new Model(network, weights, preprocessing, newLabels, provenance);
    }

    public Model withProvenance(Map<String, Object> newProvenance) {
        return new Model(network, weights, preprocessing, labels, newProvenance);
    }

    /** The name of a class: its label, or {@code class 7} where there are none. */
    public String label(int index) {
        return labels.isEmpty() ? "class " + index : labels.get(index);
    }

    /** {@code vgg16: 224x224x3 -> 1000, 39 nodes; 32 tensors, 138357544 numbers; 1000 labels}. */
    @Override
    public String toString() {
        return network + "; " + weights + "; " + labels.size() + " labels";
    }
}
