package dev.fovea.bench.libtorch;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Between Java's arrays and libtorch's tensors, in one of its layouts. */
enum Tensors {
    PLAIN,
    CHANNELS_LAST,
    /** Packed ahead for oneDNN, weights and activations; inference only. */
    PACKED;

    static Tensors of(String variant) {
        return switch (variant) {
            case "plain" -> PLAIN;
            case "channels-last" -> CHANNELS_LAST;
            case "packed" -> PACKED;
            default -> throw new IllegalArgumentException("libtorch: no layout " + variant);
        };
    }

    /** A tensor of its own, contiguous. */
    static Tensor of(float[] values, long... shape) {
        return torch.from_blob(new FloatPointer(values), shape).clone();
    }

    /** A tensor of its own from mapped memory, copied once. */
    static Tensor of(FloatBuffer values, long... shape) {
        return torch.from_blob(new FloatPointer(values), shape).clone();
    }

    static Tensor classes(int... labels) {
        long[] values = Arrays.stream(labels).asLongStream().toArray();
        return torch.from_blob(
                        new LongPointer(values),
                        new long[] {values.length},
                        torch.dtype(ScalarType.Long))
                .clone();
    }

    /** A map or vector in this layout. */
    Tensor place(Tensor activation) {
        return switch (this) {
            case PLAIN -> activation;
            case CHANNELS_LAST ->
                    activation.dim() == 4
                            ? activation.contiguous(MemoryFormat.ChannelsLast)
                            : activation;
            case PACKED -> activation.to_mkldnn();
        };
    }

    /** A convolution's weights in this layout. */
    Tensor placeConvolution(
            Tensor weight, long[] padding, long[] stride, long[] dilation, long groups) {
        return this == PACKED
                ? torch.mkldnn_reorder_conv2d_weight(
                        weight.to_mkldnn(),
                        padding,
                        stride,
                        dilation,
                        groups,
                        new LongArrayRefOptional())
                : place(weight);
    }

    /** All numbers, contiguous, {@code [N, C, H, W]}. */
    static float[] array(Tensor tensor) {
        Tensor plain = (tensor.is_mkldnn() ? tensor.to_dense() : tensor).contiguous();
        float[] values = new float[Math.toIntExact(plain.numel())];
        new FloatPointer(plain.data_ptr_float()).get(values);
        return values;
    }
}
