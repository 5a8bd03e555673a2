package dev.fovea.formats.torch;

import dev.fovea.model.Dtype;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle of a checkpoint can hold. Containers are compared by identity: they may hold
 * themselves.
 */
sealed interface PickleValue {
    /** None, a truth value, a number or a text: {@code value} is what Java has for it. */
    record Plain(@Nullable Object value) implements PickleValue {}

    /** A list, a set of values or a tuple. */
    final class Sequence implements PickleValue {
        private final List<PickleValue> elements;

        Sequence(List<PickleValue> elements) {
            this.elements = elements;
        }

        static Sequence empty() {
            return new Sequence(new ArrayList<>());
        }

        List<PickleValue> elements() {
            return elements;
        }
    }

    /** A dict: its keys are texts and numbers. */
    final class Dict implements PickleValue {
        private final Map<Object, PickleValue> members = new LinkedHashMap<>();

        Map<Object, PickleValue> members() {
            return members;
        }
    }

    /** Something that is no part of a model, such as a script's arguments: not read. */
    record Skipped(TorchGlobal name) implements PickleValue {}

    /** One of the names that a pickle may use. */
    record Global(TorchGlobal name) implements PickleValue {}

    /**
     * A run of numbers that tensors look at.
     *
     * @param key its name in the file
     * @param size how many numbers it has
     * @param first where this view of it begins, in numbers
     * @param at where the pickle names it, in bytes from the start of the file
     */
    record Storage(String key, Dtype dtype, long size, long first, long at)
            implements PickleValue {}

    /**
     * A view of a storage; inside of it, which has been checked.
     *
     * @param first its first number, in numbers from the start of the storage
     */
    record View(Storage storage, long first, Shape shape, List<Long> strides)
            implements PickleValue {}
}
