package dev.fovea.kernel.general;

/**
 * Each channel by its own mean and variance: {@code [pixels, channels]}, parameters scale and
 * shift.
 *
 * @param pixels of the map
 * @param channels innermost
 * @param epsilon added to the variance
 */
public record InstanceMoments(int pixels, int channels, float epsilon) implements TensorFunction {
    @Override
    public void run(float[][] x, int[] xOffsets, float[][] parameters, float[] y, int yOffset) {
        for (int c = 0; c < channels; c++) {
            int from = xOffsets[0] + c;
            double sum = 0;
            for (int p = 0; p < pixels; p++) {
                sum += x[0][from + p * channels];
            }
            double mean = sum / pixels;
            double squares = 0;
            for (int p = 0; p < pixels; p++) {
                double distance = x[0][from + p * channels] - mean;
                squares += distance * distance;
            }
            double scale = parameters[0][c] / Math.sqrt(squares / pixels + epsilon);
            for (int p = 0; p < pixels; p++) {
                double normal = (x[0][from + p * channels] - mean) * scale;
                y[yOffset + c + p * channels] = (float) (normal + parameters[1][c]);
            }
        }
    }
}
