package dev.fovea.formats.keras;

/**
 * The order in which PyTorch has the rows of a matrix that Keras has by pixels and then channels:
 * number {@code c * pixels + p} here is Keras' {@code p * channels + c}.
 */
record RowOrder(int pixels, int channels) {
    RowOrder {
        Math.multiplyExact(pixels, channels);
    }

    /** Keras' number of the row that PyTorch calls {@code row}. */
    int inKeras(int row) {
        return row % pixels * channels + row / pixels;
    }
}
