package dev.fovea.kernel.general;

/** Row-major arithmetic. */
final class Extents {
    private Extents() {}

    static int size(int... extents) {
        int size = 1;
        for (int extent : extents) {
            size *= extent;
        }
        return size;
    }

    /** How far apart neighbours along each axis lie. */
    static int[] strides(int... extents) {
        int[] strides = new int[extents.length];
        int stride = 1;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= extents[axis];
        }
        return strides;
    }

    /** The same, and 0 along axes that stay where they are. */
    static int[] broadcastStrides(int... extents) {
        int[] strides = strides(extents);
        for (int axis = 0; axis < extents.length; axis++) {
            strides[axis] = extents[axis] == 1 ? 0 : strides[axis];
        }
        return strides;
    }

    /** Counts {@code index} up by one, last axis fastest. */
    static void next(int[] index, int[] extents) {
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            if (++index[axis] < extents[axis]) {
                return;
            }
            index[axis] = 0;
        }
    }

    static int dot(int[] index, int[] strides) {
        int sum = 0;
        for (int axis = 0; axis < index.length; axis++) {
            sum += index[axis] * strides[axis];
        }
        return sum;
    }
}
