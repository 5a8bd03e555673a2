package dev.fovea.kernel.general;

/**
 * A tensor seen along one axis.
 *
 * @param outer the product of the extents before it
 * @param extent its own
 * @param inner the product of the extents behind it, which is how far neighbours lie apart
 */
record Lines(int outer, int extent, int inner) {
    static Lines of(int[] extents, int axis) {
        int outer = 1;
        for (int i = 0; i < axis; i++) {
            outer *= extents[i];
        }
        int inner = 1;
        for (int i = axis + 1; i < extents.length; i++) {
            inner *= extents[i];
        }
        return new Lines(outer, extents[axis], inner);
    }
}
