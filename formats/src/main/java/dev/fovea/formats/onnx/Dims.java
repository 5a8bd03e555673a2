package dev.fovea.formats.onnx;

import java.util.Arrays;
import java.util.stream.IntStream;

/** What operators that only change the shape make of extents. */
final class Dims {
    private Dims() {}

    /**
     * ONNX's Reshape: 0 keeps the extent that stood there (unless zeros are allowed), -1 is worked
     * out.
     */
    static int[] reshaped(int[] from, long[] to, boolean allowZero) {
        long size = 1;
        for (int dim : from) {
            size *= dim;
        }
        int[] out = new int[to.length];
        int free = -1;
        long known = 1;
        for (int i = 0; i < to.length; i++) {
            if (to[i] == -1 && free < 0) {
                free = i;
                continue;
            }
            long dim = to[i] == 0 && !allowZero && i < from.length ? from[i] : to[i];
            if (dim < 0 || dim > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "no shape to reshape to: " + Arrays.toString(to));
            }
            out[i] = (int) dim;
            known = Math.multiplyExact(known, dim);
        }
        if (free >= 0) {
            out[free] = known == 0 ? 0 : Math.toIntExact(size / known);
            known *= out[free];
        }
        if (known != size) {
            throw new IllegalArgumentException(
                    "%s cannot be reshaped to %s"
                            .formatted(OnnxTensor.text(from), Arrays.toString(to)));
        }
        return out;
    }

    /** Without these axes, or without all of extent 1 where none are given. */
    static int[] squeezed(int[] dims, long... axes) {
        boolean[] gone = new boolean[dims.length];
        for (long axis : axes) {
            int at = NdArray.axis(axis, dims.length);
            if (dims[at] != 1) {
                throw new IllegalArgumentException(
                        "only axes of extent 1 can be squeezed, got axis "
                                + axis
                                + " of "
                                + OnnxTensor.text(dims));
            }
            gone[at] = true;
        }
        if (axes.length == 0) {
            for (int i = 0; i < dims.length; i++) {
                gone[i] = dims[i] == 1;
            }
        }
        return without(dims, gone);
    }

    static int[] unsqueezed(int[] dims, long... axes) {
        int rank = dims.length + axes.length;
        boolean[] added = new boolean[rank];
        for (long axis : axes) {
            added[NdArray.axis(axis, rank)] = true;
        }
        int[] out = new int[rank];
        int from = 0;
        for (int i = 0; i < rank; i++) {
            if (added[i]) {
                out[i] = 1;
            } else if (from < dims.length) {
                out[i] = dims[from++];
            } else {
                throw new IllegalArgumentException("axes given twice: " + Arrays.toString(axes));
            }
        }
        return out;
    }

    static int[] without(int[] dims, boolean[] gone) {
        return IntStream.range(0, dims.length).filter(i -> !gone[i]).map(i -> dims[i]).toArray();
    }

    /** The axes given, or all of them in reverse. */
    static int[] permutation(long[] given, int rank) {
        int[] perm =
                given.length == 0
                        ? IntStream.range(0, rank).map(i -> rank - 1 - i).toArray()
                        : Arrays.stream(given).mapToInt(axis -> NdArray.axis(axis, rank)).toArray();
        if (perm.length != rank || Arrays.stream(perm).distinct().count() != rank) {
            throw new IllegalArgumentException(
                    "a permutation of " + rank + " axes is needed, got " + Arrays.toString(given));
        }
        return perm;
    }

    /** Which axes a reduction takes away: those given, or all unless the node says none. */
    static boolean[] reduced(long[] axes, int rank, Attributes a, int inputs) {
        boolean[] gone = new boolean[rank];
        boolean none = axes.length == 0 && a.whole("noop_with_empty_axes", 0) != 0 && inputs >= 1;
        Arrays.fill(gone, axes.length == 0 && !none);
        for (long axis : axes) {
            gone[NdArray.axis(axis, rank)] = true;
        }
        return gone;
    }
}
