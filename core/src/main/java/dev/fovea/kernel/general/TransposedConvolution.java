package dev.fovea.kernel.general;

import java.util.Arrays;

/**
 * Every pixel of the input adds its kernel, times itself, to the output: {@code [H, W, C] -> [H',
 * W', filters]}, parameters {@code [C, filters/groups, kernel height, kernel width]} and perhaps a
 * bias.
 *
 * @param inHeight H
 * @param inWidth W
 * @param channels C
 * @param outHeight H'
 * @param outWidth W'
 * @param top rows cut off at the top
 * @param left columns cut off at the left
 */
public record TransposedConvolution(
        int inHeight,
        int inWidth,
        int channels,
        int outHeight,
        int outWidth,
        int filters,
        int groups,
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int dilationHeight,
        int dilationWidth,
        int top,
        int left)
        implements TensorFunction {
    @Override
    public void run(float[][] x, int[] xOffsets, float[][] parameters, float[] y, int yOffset) {
        start(parameters, y, yOffset);
        for (int h = 0; h < inHeight; h++) {
            for (int w = 0; w < inWidth; w++) {
                int from = xOffsets[0] + (h * inWidth + w) * channels;
                for (int c = 0; c < channels; c++) {
                    spread(h, w, c, x[0][from + c], parameters[0], y, yOffset);
                }
            }
        }
    }

    private void start(float[][] parameters, float[] y, int yOffset) {
        if (parameters.length == 1) {
            Arrays.fill(y, yOffset, yOffset + outHeight * outWidth * filters, 0);
            return;
        }
        for (int pixel = 0; pixel < outHeight * outWidth; pixel++) {
            System.arraycopy(parameters[1], 0, y, yOffset + pixel * filters, filters);
        }
    }

    private void spread(int h, int w, int c, float value, float[] weight, float[] y, int yOffset) {
        int each = filters / groups;
        int first = c / (channels / groups) * each;
        int window = kernelHeight * kernelWidth;
        for (int p = 0; p < kernelHeight; p++) {
            int row = h * strideHeight + p * dilationHeight - top;
            if (row < 0 || row >= outHeight) {
                continue;
            }
            for (int q = 0; q < kernelWidth; q++) {
                int column = w * strideWidth + q * dilationWidth - left;
                if (column < 0 || column >= outWidth) {
                    continue;
                }
                int to = yOffset + (row * outWidth + column) * filters + first;
                int from = c * each * window + p * kernelWidth + q;
                for (int f = 0; f < each; f++) {
                    y[to + f] += value * weight[from + f * window];
                }
            }
        }
    }
}
