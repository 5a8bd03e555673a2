package dev.fovea.formats.onnx;

import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an operator reads: numbers known at import, or the output of a node of the network. */
sealed interface Operand {
    /** Extents as ONNX has them, the batch first where it is an activation. */
    int[] dims();

    /**
     * The output of a node, or the input.
     *
     * @param node its name in the network
     * @param shape of one sample, as the network has it
     * @param batch the samples the graph speaks of
     */
    record Activation(String node, Shape shape, int batch) implements Operand {
        @Override
        public int[] dims() {
            return shape.isMap()
                    ? new int[] {batch, shape.channels(), shape.height(), shape.width()}
                    : new int[] {batch, shape.channels()};
        }

        boolean isMap() {
            return shape.isMap();
        }
    }

    /**
     * A map whose channels are seen as groups, {@code [N, groups, C / groups, H, W]}, or with these
     * two axes swapped: half of a channel shuffle, which becomes a layer when the axes are joined
     * again.
     */
    record Grouped(Activation map, int groups, boolean swapped) implements Operand {
        @Override
        public int[] dims() {
            Shape shape = map.shape();
            int each = shape.channels() / groups;
            return new int[] {
                map.batch(),
                swapped ? each : groups,
                swapped ? groups : each,
                shape.height(),
                shape.width()
            };
        }
    }

    /** Numbers of the file, not read before somebody wants them, or worked out at import. */
    final class Constant implements Operand {
        private final String name;
        private final int[] dims;
        private final @Nullable OnnxTensor tensor;
        private final TensorReader reader;
        private @Nullable NdArray array;

        Constant(OnnxTensor tensor, TensorReader reader) {
            name = tensor.name();
            dims = tensor.dims();
            this.tensor = tensor;
            this.reader = reader;
        }

        Constant(String name, NdArray array, TensorReader reader) {
            this.name = name;
            dims = array.dims();
            tensor = null;
            this.array = array;
            this.reader = reader;
        }

        String name() {
            return name;
        }

        @Override
        public int[] dims() {
            return dims;
        }

        int size() {
            int size = 1;
            for (int dim : dims) {
                size *= dim;
            }
            return size;
        }

        /** A copy of the numbers. */
        float[] floats() throws IOException {
            return tensor != null ? reader.floats(tensor) : array().floats();
        }

        /** The numbers for working things out. */
        NdArray array() throws IOException {
            NdArray known = array;
            if (known == null) {
                OnnxTensor source = Objects.requireNonNull(tensor);
                NdArray.size(dims);
                known = new NdArray(dims, reader.doubles(source), !source.type().isFloatingPoint());
                array = known;
            }
            return known;
        }

        /** Whether it is one number, and this one. */
        boolean is(double value) throws IOException {
            return size() == 1 && (float) array().data()[0] == (float) value;
        }
    }
}
