package dev.fovea.formats.onnx;

import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What an operator reads: numbers known at import, or the output of a node of the network. */
sealed interface Operand {
    /** Extents as ONNX has them, the batch first where it is an activation. */
    int[] dims();

    /**
     * The output of a node, or the input. Transposing, squeezing and unsqueezing only change how
     * its axes are seen; {@link Layouts} moves the numbers where a layer needs them elsewhere.
     *
     * @param node its name in the network
     * @param shape of one sample, as the network has it
     * @param batch the samples the graph speaks of
     * @param axes for each axis of ONNX the axis of the shape it is, or {@link #BATCH} or {@link
     *     #ONE}; axes of the shape that are not named have extent 1
     */
    record Activation(String node, Shape shape, int batch, List<Integer> axes) implements Operand {
        /** The axis of the batch, where that is not 1. */
        static final int BATCH = -1;

        /** An axis of extent 1 that is not stored. */
        static final int ONE = -2;

        /** As layers have it: {@code [N, C, H, W]} of a map, {@code [N, F]} of a vector. */
        Activation(String node, Shape shape, int batch) {
            this(node, shape, batch, usualAxes(shape, batch));
        }

        static int lead(int batch) {
            return batch == 1 ? ONE : BATCH;
        }

        private static List<Integer> usualAxes(Shape shape, int batch) {
            var axes = new ArrayList<Integer>(List.of(lead(batch)));
            if (shape.isMap()) {
                axes.addAll(List.of(2, 0, 1));
            } else {
                IntStream.range(0, shape.rank()).forEach(axes::add);
            }
            return List.copyOf(axes);
        }

        @Override
        public int[] dims() {
            return axes.stream().mapToInt(this::extent).toArray();
        }

        private int extent(int axis) {
            return switch (axis) {
                case BATCH -> batch;
                case ONE -> 1;
                default -> shape.extent(axis);
            };
        }

        /** Whether it lies as layers want it. */
        boolean isUsual() {
            return (shape.isMap() || shape.isVector()) && axes.equals(usualAxes(shape, batch));
        }

        boolean isMap() {
            return shape.isMap() && isUsual();
        }

        Activation withAxes(List<Integer> others) {
            return new Activation(node, shape, batch, List.copyOf(others));
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
