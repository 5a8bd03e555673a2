package dev.fovea.formats.torch;

import dev.fovea.formats.torch.PickleValue.Global;
import dev.fovea.formats.torch.PickleValue.Plain;
import dev.fovea.formats.torch.PickleValue.Sequence;
import dev.fovea.formats.torch.PickleValue.Storage;
import dev.fovea.formats.torch.PickleValue.View;
import dev.fovea.model.Dtype;
import dev.fovea.model.FormatException;
import dev.fovea.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes storages and tensors of what PyTorch's pickles say of them, and checks that tensors lie
 * inside of their storages. No number is read.
 */
final class TensorBuilder {
    private final Path file;
    private final Map<String, Storage> storages = new LinkedHashMap<>();

    TensorBuilder(Path file) {
        this.file = file;
    }

    /**
     * {@code ("storage", TYPE, KEY, DEVICE, SIZE)}; before PyTorch 1.6 with one more, {@code None}
     * or {@code (KEY, FIRST, SIZE)} of a part of it. The device has no meaning here.
     */
    Storage storage(PickleValue id, long at) throws FormatException {
        if (!(id instanceof Sequence tuple) || tuple.elements().size() < 5) {
            throw error(at, "a storage, ('storage', TYPE, KEY, DEVICE, SIZE)", "something else");
        }
        List<PickleValue> parts = tuple.elements();
        if (!Objects.equals(plain(parts.get(0)), "storage")) {
            throw error(at, "a storage", "a persistent id of another kind");
        }
        Dtype dtype = dtype(parts.get(1), at);
        if (!(plain(parts.get(2)) instanceof String key)) {
            throw error(at, "a text as the key of the storage", "something else");
        }
        long size = integer(parts.get(4), at, "the size of storage " + key);
        long first = 0;
        if (parts.size() > 5 && parts.get(5) instanceof Sequence view) {
            if (view.elements().size() != 3) {
                throw error(at, "a view of storage " + key + ", (KEY, FIRST, SIZE)", "else");
            }
            first = integer(view.elements().get(1), at, "the first number of a view");
            if (first > size) {
                throw error(
                        at, "a view inside of storage " + key + " of " + size, "one at " + first);
            }
        }
        var storage = new Storage(key, dtype, size, first, at);
        Storage before = storages.putIfAbsent(key, storage);
        if (before != null && (before.dtype() != dtype || before.size() != size)) {
            throw error(
                    at,
                    "storage " + key + " of " + before.size() + " " + before.dtype() + " again",
                    size + " " + dtype);
        }
        return storage;
    }

    /** The storages so far, by key. */
    Map<String, Storage> storages() {
        return storages;
    }

    /** {@code (STORAGE, FIRST, SIZE, STRIDES, ...)}: what follows is about gradients. */
    View tensor(List<PickleValue> arguments, long at) throws FormatException {
        if (arguments.size() < 4
                || !(arguments.get(0) instanceof Storage storage)
                || !(arguments.get(2) instanceof Sequence size)
                || !(arguments.get(3) instanceof Sequence steps)) {
            throw error(
                    at, "a tensor's storage, first number, size and strides", "other arguments");
        }
        long first = integer(arguments.get(1), at, "the first number of a tensor");
        Shape shape = shape(size, at);
        if (steps.elements().size() != shape.rank()) {
            throw error(
                    at,
                    shape.rank() + " strides for a tensor of " + shape,
                    String.valueOf(steps.elements().size()));
        }
        List<Long> strides = new ArrayList<>();
        for (PickleValue step : steps.elements()) {
            strides.add(integer(step, at, "a stride"));
        }
        View view = new View(storage, first, shape, List.copyOf(strides));
        check(view, at);
        return view;
    }

    /** {@code (TENSOR, REQUIRES_GRAD, HOOKS)}: a parameter is its tensor. */
    PickleValue parameter(List<PickleValue> arguments, long at) throws FormatException {
        if (arguments.isEmpty() || !(arguments.getFirst() instanceof View view)) {
            throw error(at, "a parameter of a tensor", "other arguments");
        }
        return view;
    }

    private void check(View view, long at) throws FormatException {
        long size = view.storage().size() - view.storage().first();
        if (view.shape().size() == 0) {
            return;
        }
        long last;
        try {
            last = view.first();
            for (int axis = 0; axis < view.shape().rank(); axis++) {
                long steps = view.shape().extent(axis) - 1L;
                last = Math.addExact(last, Math.multiplyExact(steps, view.strides().get(axis)));
            }
        } catch (ArithmeticException e) {
            last = Long.MAX_VALUE;
        }
        String what =
                "a tensor of "
                        + view.shape()
                        + " inside of storage "
                        + view.storage().key()
                        + ", which has "
                        + size
                        + " numbers";
        if (last >= size) {
            throw error(at, what, "one that ends at number " + last);
        }
        // A tiny file could otherwise ask for any amount of memory.
        if (view.shape().size() > size) {
            throw error(at, what, "one that repeats them; save it with .contiguous()");
        }
    }

    private Dtype dtype(PickleValue type, long at) throws FormatException {
        if (type instanceof Global global && global.name().dtype().isPresent()) {
            return global.name().dtype().get();
        }
        throw error(at, "the type of a storage, such as torch.FloatStorage", "something else");
    }

    private Shape shape(Sequence size, long at) throws FormatException {
        int[] extents = new int[size.elements().size()];
        for (int axis = 0; axis < extents.length; axis++) {
            long extent = integer(size.elements().get(axis), at, "an extent");
            if (extent > Integer.MAX_VALUE) {
                throw error(at, "extents below 2^31", String.valueOf(extent));
            }
            extents[axis] = (int) extent;
        }
        try {
            return Shape.of(extents);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw error(at, "at most 2^31 - 65 numbers in a tensor", "more");
        }
    }

    /** A number that is not negative. */
    private long integer(PickleValue value, long at, String what) throws FormatException {
        if (!(plain(value) instanceof Long number)) {
            throw error(at, "an integer of 64 bits as " + what, "something else");
        }
        if (number < 0) {
            throw error(at, what + " not to be negative", String.valueOf(number));
        }
        return number;
    }

    private static Object plain(PickleValue value) {
        return value instanceof Plain plain && plain.value() != null ? plain.value() : "";
    }

    private FormatException error(long at, String expected, String found) {
        return new FormatException(file, at, expected, found);
    }
}
