package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * Fully connected, {@code F -> units}: {@code y = W x + b}.
 *
 * @param units outputs, at least 1
 * @param bias whether b is added
 */
public record Dense(int units, boolean bias) implements Layer {
    public Dense {
        Constructors.positive("Dense", "units", units);
    }

    /** With bias. */
    public static Dense of(int units) {
        return new Dense(units, true);
    }

    public Dense withUnits(int units) {
        return new Dense(units, bias);
    }

    public Dense withBias(boolean bias) {
        return new Dense(units, bias);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        weightShape(inputs);
        return Shape.of(units);
    }

    private Shape weightShape(List<Shape> inputs) {
        Shape input = Inputs.single(this, inputs);
        if (!input.isVector()) {
            throw new ShapeException("Dense", "needs a vector, got {0}", inputs);
        }
        return Inputs.shape(this, "a weight of", inputs, units, input.channels());
    }

    /** {@code weight} units x F, {@code bias} units. */
    @Override
    public List<Parameter> parameters(List<Shape> inputs) {
        var weight = new Parameter("weight", weightShape(inputs), Role.WEIGHT);
        return bias
                ? List.of(weight, new Parameter("bias", Shape.of(units), Role.BIAS))
                : List.of(weight);
    }

    @Override
    public long multiplyAdds(List<Shape> inputs) {
        return weightShape(inputs).size();
    }
}
