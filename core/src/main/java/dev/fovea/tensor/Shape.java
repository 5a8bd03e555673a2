package dev.fovea.tensor;

import java.util.Arrays;

/**
 * The extents of a tensor, outermost first.
 *
 * <p>Inside a network a shape describes <em>one</em> sample and leaves the batch out: a map is
 * {@code H x W x C}, as people write it, and a vector is {@code F}. Weights have the shapes PyTorch
 * gives them ({@code O x I x H x W}). A scalar has rank 0 and size 1; an extent may be 0 (an empty
 * tensor).
 */
public final class Shape {
    private final int[] extents;

    private Shape(int[] extents) {
        this.extents = extents;
    }

    /**
     * A shape with these extents.
     *
     * @throws IllegalArgumentException if an extent is negative or the product does not fit a Java
     *     array
     */
    public static Shape of(int... extents) {
        long size = 1;
        for (int extent : extents) {
            if (extent < 0) {
                throw new IllegalArgumentException(
                        "Shape: extents must not be negative, got " + Arrays.toString(extents));
            }
            size = Math.multiplyExact(size, (long) extent);
            if (size > Integer.MAX_VALUE - 64) {
                throw new IllegalArgumentException(
                        "Shape: at most 2^31 - 65 elements fit a Java array, got "
                                + Arrays.toString(extents));
            }
        }
        return new Shape(extents.clone());
    }

    public int rank() {
        return extents.length;
    }

    /** The extent of axis {@code axis}, counted from the outermost, 0 .. rank - 1. */
    public int extent(int axis) {
        return extents[axis];
    }

    /** The number of elements: the product of all extents. */
    public int size() {
        int size = 1;
        for (int extent : extents) {
            size *= extent;
        }
        return size;
    }

    /** True for {@code H x W x C}. */
    public boolean isMap() {
        return extents.length == 3;
    }

    /** True for {@code F}. */
    public boolean isVector() {
        return extents.length == 1;
    }

    /** H of a map; 1 for a vector. */
    public int height() {
        return isMap() ? extents[0] : 1;
    }

    /** W of a map; 1 for a vector. */
    public int width() {
        return isMap() ? extents[1] : 1;
    }

    /** C of a map, F of a vector: the innermost extent. */
    public int channels() {
        return extents[extents.length - 1];
    }

    public int[] toArray() {
        return extents.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && Arrays.equals(extents, that.extents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(extents);
    }

    /** {@code 224x224x3}; {@code scalar} for rank 0. */
    @Override
    public String toString() {
        if (extents.length == 0) {
            return "scalar";
        }
        var text = new StringBuilder();
        for (int i = 0; i < extents.length; i++) {
            text.append(i == 0 ? "" : "x").append(extents[i]);
        }
        return text.toString();
    }
}
