package dev.fovea.bench.libtorch;

import dev.fovea.bench.task.Inputs;
import dev.fovea.bench.task.Session;
import dev.fovea.bench.task.Task;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** One 3x3 convolution, forward or backward. */
final class TorchLayer {
    private static final long[] ONE = {1, 1};
    private static final long[] ZERO = {0, 0};

    private TorchLayer() {}

    static Session of(Tensors layout, Task.Layer layer) {
        long batch = layer.batch();
        long channels = layer.channels();
        long side = layer.side();
        Tensor x = layout.place(Tensors.of(Inputs.layerInput(layer), batch, channels, side, side));
        Tensor weight =
                layout.placeConvolution(
                        Tensors.of(Inputs.layerWeights(layer), channels, channels, 3, 3),
                        ONE,
                        ONE,
                        ONE,
                        1);
        if (layer.pass() == Task.Pass.FORWARD) {
            var bias = new TensorOptional(Tensors.of(Inputs.layerBias(layer), channels));
            return LibTorchWorker.session(() -> torch.conv2d(x, weight, bias, ONE, ONE, ONE, 1));
        }
        boolean data = layer.pass() == Task.Pass.BACKWARD_DATA;
        Tensor dy =
                layout.place(Tensors.of(Inputs.layerGradient(layer), batch, channels, side, side));
        // Which gradients are computed: by the input, by the weights, by the bias.
        var mask = new BoolPointer(3).put(0, data).put(1, !data).put(2, !data);
        long[] biasSizes = {channels};
        return LibTorchWorker.session(() -> {
            T_TensorTensorTensor_T gradients =
                    torch.convolution_backward(
                            dy, x, weight, biasSizes, ONE, ONE, ONE, false, ZERO, 1, mask);
            return data ? gradients.get0() : gradients.get1();
        });
    }
}
