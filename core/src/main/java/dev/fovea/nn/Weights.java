package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.text.Nearest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers of a network: a tensor for every parameter, by full name ({@code features.0.weight}),
 * in PyTorch's shapes.
 *
 * <p>The tensors are shared, not copied: training changes them in place, and many plans can read
 * one set.
 */
public final class Weights implements WeightSource {
    private final Map<String, Tensor> tensors;

    private Weights(Map<String, Tensor> tensors) {
        this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /** These tensors, in this order. */
    public static Weights of(Map<String, Tensor> tensors) {
        return new Weights(tensors);
    }

    /**
     * Weights to start training from. The same seed gives the same numbers, whatever the number of
     * threads; a parameter's numbers depend on its name, its shape and the seed alone.
     */
    public static Weights initialise(Network network, Initialisation initialisation, long seed) {
        var initialiser = new Initialiser(initialisation, seed);
        var tensors = new LinkedHashMap<String, Tensor>();
        for (Node node : network.nodes()) {
            List<Parameter> parameters = node.layer().parameters(network.inputShapes(node));
            for (Parameter parameter : parameters) {
                String name = node.parameterName(parameter);
                tensors.put(name, initialiser.draw(name, parameter, parameters));
            }
        }
        return new Weights(tensors);
    }

    /** By full name, in order; the map is unmodifiable, the numbers in the tensors are not. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /**
     * @throws IllegalArgumentException if there is no such parameter; it lists the nearest names
     */
    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(
                    "Weights: there is no '"
                            + name
                            + "', there are "
                            + Nearest.list(name, tensors.keySet(), 10));
        }
        return tensor;
    }

    /** How many numbers all tensors have together. */
    public long size() {
        return tensors.values().stream().mapToLong(tensor -> tensor.data().length).sum();
    }

    /** The names of tensors that hold a NaN or an infinity; empty where all is well. */
    public List<String> withoutNumbers() {
        return tensors.entrySet().stream()
                .filter(entry -> !isFinite(entry.getValue().data()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isFinite(float[] numbers) {
        for (float number : numbers) {
            if (!Float.isFinite(number)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void read(String name, int first, float[] target, int at, int count) {
        System.arraycopy(get(name).data(), first, target, at, count);
    }

    /** The names and shapes. */
    @Override
    public Map<String, Shape> shapes() {
        var shapes = new LinkedHashMap<String, Shape>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    /**
     * Makes sure that these are a network's weights: every parameter in its shape and nothing else.
     *
     * @throws IllegalArgumentException with what is missing, unexpected and misshapen side by side
     */
    public void check(Network network) {
        check(network, this);
    }

    /**
     * Makes sure that a source holds a network's weights, as {@link #check(Network)} does.
     *
     * @throws IllegalArgumentException with what is missing, unexpected and misshapen side by side
     */
    public static void check(Network network, WeightSource source) {
        ParameterMismatch mismatch = ParameterMismatch.between(network, source.shapes());
        if (!mismatch.isEmpty()) {
            throw new IllegalArgumentException(
                    "the weights do not fit the network " + network.name() + ": " + mismatch);
        }
    }

    /** Copies of all tensors. */
    public Weights copy() {
        var copies = new LinkedHashMap<String, Tensor>();
        tensors.forEach((name, tensor) -> copies.put(name, tensor.copy()));
        return new Weights(copies);
    }

    /** Equal names and equal numbers, in whatever order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Weights that && tensors.equals(that.tensors);
    }

    @Override
    public int hashCode() {
        return tensors.hashCode();
    }

    /** {@code 32 tensors, 138357544 numbers}. */
    @Override
    public String toString() {
        return tensors.size() + " tensors, " + size() + " numbers";
    }
}
