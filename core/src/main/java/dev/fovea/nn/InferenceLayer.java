package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * A general function of tensors that imported networks need and no trainable layer is: it runs
 * forward only.
 *
 * <p>Samples may have any number of axes, numbered from 0 as they are stored; a map is {@code H x W
 * x C} here as everywhere, and none of these layers gives an axis a meaning of its own ({@link
 * ConvTranspose2d} and {@link InstanceNorm} excepted). A plan that would need a gradient through
 * one is refused; before the first trained layer they may stand.
 */
public sealed interface InferenceLayer extends Layer
        permits ConstantTensor,
                ConvTranspose2d,
                Elementwise,
                Expand,
                Gather,
                InstanceNorm,
                Join,
                MatMul,
                Pad,
                Permute,
                Pointwise,
                Reduce,
                Reshape,
                Resize,
                Slice,
                TopK {
    /** The only input, with something in it. */
    default Shape single(List<Shape> inputs) {
        return several(inputs, 1).getFirst();
    }

    /** So many inputs, each with something in it. */
    default List<Shape> several(List<Shape> inputs, int count) {
        if (inputs.size() != count) {
            throw misfit(
                    "takes %d %s, got %d"
                            .formatted(count, count == 1 ? "input" : "inputs", inputs.size()),
                    inputs);
        }
        for (Shape input : inputs) {
            if (input.rank() == 0 || input.size() == 0) {
                throw misfit("needs tensors with something in them", inputs);
            }
        }
        return inputs;
    }

    /** The output's shape, if it has something in it and fits an array. */
    default Shape result(List<Shape> inputs, long... extents) {
        for (long extent : extents) {
            if (extent < 1) {
                throw misfit("would leave nothing", inputs);
            }
        }
        return Inputs.shape(this, "an output of", inputs, extents);
    }

    /** What is wrong with these inputs. */
    default ShapeException misfit(String rule, List<Shape> inputs) {
        String came = inputs.isEmpty() ? "" : ", got " + Inputs.listed(inputs);
        return new ShapeException(Inputs.typeOf(this), rule + came, inputs);
    }
}
