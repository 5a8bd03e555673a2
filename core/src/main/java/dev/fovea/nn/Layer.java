package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * What is done at one node of a network: a value that says nothing about weights or how to compute.
 *
 * <p>Every layer is a record, so that it can be compared, printed and matched on; a new one does
 * not compile until every {@code switch} knows it.
 */
public sealed interface Layer
        permits Conv2d,
                MaxPool2d,
                AvgPool2d,
                AdaptiveAvgPool2d,
                GlobalAvgPool,
                GlobalMaxPool,
                Dense,
                Flatten,
                BatchNorm,
                LocalResponseNorm,
                Dropout,
                ActivationLayer,
                PRelu,
                Softmax,
                LogSoftmax,
                Add,
                Multiply,
                Concat,
                ChannelShuffle,
                ChannelSlice,
                InferenceLayer {
    /**
     * The shape of one sample's output; a pure function of the shapes of its inputs.
     *
     * @throws ShapeException if the layer cannot work on such inputs: the formula with its numbers
     *     and what came; {@link Network#then} adds where it came from and ways out
     */
    Shape outputShape(List<Shape> inputs);

    /** {@link #outputShape(List)} of a layer with one input. */
    default Shape outputShape(Shape input) {
        return outputShape(List.of(input));
    }

    /**
     * The tensors the layer needs on inputs of these shapes, in PyTorch's order, with its names and
     * shapes: {@code weight} as {@code O x I/groups x H x W} or {@code out x in}, {@code bias},
     * {@code running_mean}.
     *
     * @throws ShapeException as {@link #outputShape(List)}
     */
    default List<Parameter> parameters(List<Shape> inputs) {
        return List.of();
    }

    /**
     * Multiply-adds on one sample as the literature counts them: the products of convolutions and
     * fully connected layers, padding counted as if it were read, bias not counted; 0 for every
     * other layer.
     *
     * @throws ShapeException as {@link #outputShape(List)}
     */
    default long multiplyAdds(List<Shape> inputs) {
        return 0;
    }
}
