package dev.fovea.formats.torch;

import dev.fovea.formats.torch.PickleValue.Dict;
import dev.fovea.formats.torch.PickleValue.Global;
import dev.fovea.formats.torch.PickleValue.Plain;
import dev.fovea.formats.torch.PickleValue.Sequence;
import dev.fovea.formats.torch.PickleValue.Skipped;
import dev.fovea.model.FormatException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads pickles (Python's {@code pickletools} describes every operation) without running anything:
 * it knows containers, numbers, texts and the tensors of {@link TorchGlobal}, skips what else is
 * named there, and refuses any other name where it stands, before anything is built of it.
 */
final class Unpickler {
    /** Operations of one pickle: a checkpoint has some forty for each of its tensors. */
    private static final int MAX_OPERATIONS = 2_000_000;

    private static final int MAX_INTEGER_BYTES = 64;

    private final PickleInput in;
    private final TensorBuilder builder;
    private final List<PickleValue> stack = new ArrayList<>();

    /** How high the stack was at each mark. */
    private final List<Integer> marks = new ArrayList<>();

    private final Map<Integer, PickleValue> memo = new HashMap<>();

    /** Where the operation at hand lies, from the start of the file. */
    private long at;

    private Unpickler(PickleInput in, TensorBuilder builder) {
        this.in = in;
        this.builder = builder;
    }

    /**
     * Reads one pickle; the input then stands behind it.
     *
     * @param builder makes its tensors, and then knows its storages
     * @throws FormatException if it is damaged, too large, or uses any other name of Python
     */
    static PickleValue read(PickleInput in, TensorBuilder builder) throws IOException {
        return new Unpickler(in, builder).run();
    }

    private PickleValue run() throws IOException {
        for (int count = 0; count < MAX_OPERATIONS; count++) {
            at = in.position();
            int operation = in.u8();
            if (operation == '.') {
                PickleValue result = pop();
                if (!stack.isEmpty()) {
                    throw error("one value when the pickle stops", (1 + stack.size()) + " values");
                }
                return result;
            }
            if (!constant(operation) && !container(operation) && !rest(operation)) {
                throw error(
                        "an operation of a pickle of tensors and containers",
                        "the byte 0x%02x".formatted(operation));
            }
        }
        throw error("a pickle of at most " + MAX_OPERATIONS + " operations", "one that is longer");
    }

    /** Numbers, texts, None, True and False. */
    private boolean constant(int operation) throws IOException {
        switch (operation) {
            case 'N' -> plain(null);
            case 0x88 -> plain(true);
            case 0x89 -> plain(false);
            case 'I' -> decimal(in.line());
            case 'L' -> decimal(in.line().replace("L", ""));
            case 'J' -> plain((long) in.i32());
            case 'K' -> plain((long) in.u8());
            case 'M' -> plain((long) in.u16());
            case 0x8a -> integer(in.u8());
            case 0x8b -> integer(in.i32());
            case 'G' -> plain(in.f64());
            case 'X' -> text(in.i32() & 0xffff_ffffL, StandardCharsets.UTF_8);
            case 0x8c -> text(in.u8(), StandardCharsets.UTF_8);
            case 0x8d -> text(in.i64(), StandardCharsets.UTF_8);
            case 'U' -> text(in.u8(), StandardCharsets.ISO_8859_1);
            case 'T' -> text(in.i32(), StandardCharsets.ISO_8859_1);
            case 'C' -> text(in.u8(), StandardCharsets.ISO_8859_1);
            case 'B' -> text(in.i32() & 0xffff_ffffL, StandardCharsets.ISO_8859_1);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean container(int operation) throws IOException {
        switch (operation) {
            case '(' -> marks.add(stack.size());
            case ']', 0x8f -> stack.add(Sequence.empty());
            case ')' -> stack.add(Sequence.empty());
            case '}' -> stack.add(new Dict());
            case 'l', 't', 0x91 -> stack.add(new Sequence(toMark()));
            case 'd' -> stack.add(add(new Dict(), toMark()));
            case 0x85 -> tuple(1);
            case 0x86 -> tuple(2);
            case 0x87 -> tuple(3);
            case 'a' -> {
                PickleValue element = pop();
                sequence().elements().add(element);
            }
            case 'e', 0x90 -> {
                List<PickleValue> elements = toMark();
                sequence().elements().addAll(elements);
            }
            case 's' -> {
                PickleValue value = pop();
                PickleValue key = pop();
                put(dict(), key, value);
            }
            case 'u' -> {
                List<PickleValue> pairs = toMark();
                add(dict(), pairs);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The stack, the memo, names, calls and frames. */
    private boolean rest(int operation) throws IOException {
        switch (operation) {
            case 0x80 -> protocol(in.u8());
            case 0x95 -> in.i64();
            case '0' -> {
                if (!marks.isEmpty() && marks.getLast() == stack.size()) {
                    marks.removeLast();
                } else {
                    pop();
                }
            }
            case '1' -> toMark();
            case '2' -> stack.add(top());
            case 'p' -> memo.put(index(in.line()), top());
            case 'q' -> memo.put(in.u8(), top());
            case 'r' -> memo.put(in.i32(), top());
            case 0x94 -> memo.put(memo.size(), top());
            case 'g' -> recall(index(in.line()));
            case 'h' -> recall(in.u8());
            case 'j' -> recall(in.i32());
            case 'c' -> {
                String module = in.line();
                global(module, in.line());
            }
            case 0x93 -> {
                String name = name();
                global(name(), name);
            }
            case 'R', 0x81 -> {
                PickleValue arguments = pop();
                PickleValue callee = pop();
                stack.add(call(callee, arguments));
            }
            case 'b' -> {
                pop();
                // Attributes of an OrderedDict, such as a state dict's _metadata, or of something
                // skipped: nothing we need.
                if (!(top() instanceof Skipped)) {
                    dict();
                }
            }
            case 'Q' -> stack.add(builder.storage(pop(), at));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void protocol(int version) throws FormatException {
        if (version > 5) {
            throw error("a pickle of protocol 0 to 5", "protocol " + version);
        }
    }

    private void global(String module, String name) throws FormatException {
        TorchGlobal known =
                TorchGlobal.of(module, name)
                        .orElseThrow(() ->
                                error(
                                        "tensors and containers alone",
                                        "the name "
                                                + printable(module + "." + name)
                                                + ", which is not run;"
                                                + " save the model's state_dict() alone"));
        stack.add(new Global(known));
    }

    private PickleValue call(PickleValue callee, PickleValue arguments) throws FormatException {
        if (!(callee instanceof Global global) || !(arguments instanceof Sequence list)) {
            throw error("a call of a known name", "a call of something else");
        }
        return switch (global.name()) {
            case ORDERED_DICT -> orderedDict(list);
            case COUNTER -> counter(list);
            // Its argument makes values that are missing; those it has follow.
            case DEFAULT_DICT -> new Dict();
            case SET, FROZEN_SET, DEQUE -> collection(list);
            case NAMESPACE, DEVICE, NUMPY_TYPE, NUMPY_SCALAR, ENCODED_BYTES ->
                    new Skipped(global.name());
            case SIZE -> {
                if (list.elements().size() == 1
                        && list.elements().getFirst() instanceof Sequence extents) {
                    yield extents;
                }
                throw error("torch.Size of one tuple", list.elements().size() + " arguments");
            }
            case REBUILD_TENSOR, REBUILD_TENSOR_V2 -> builder.tensor(list.elements(), at);
            case REBUILD_PARAMETER -> builder.parameter(list.elements(), at);
            default ->
                    throw error("a call that builds tensors", "one of " + global.name().python());
        };
    }

    private Dict orderedDict(Sequence arguments) throws FormatException {
        var dict = new Dict();
        if (arguments.elements().isEmpty()) {
            return dict;
        }
        if (arguments.elements().size() == 1
                && arguments.elements().getFirst() instanceof Sequence pairs) {
            for (PickleValue pair : pairs.elements()) {
                if (!(pair instanceof Sequence two) || two.elements().size() != 2) {
                    throw error("pairs of keys and values", "something else");
                }
                put(dict, two.elements().getFirst(), two.elements().getLast());
            }
            return dict;
        }
        throw error("an OrderedDict of a list of pairs", "other arguments");
    }

    private Dict counter(Sequence arguments) throws FormatException {
        var dict = new Dict();
        if (arguments.elements().isEmpty()) {
            return dict;
        }
        if (arguments.elements().size() == 1
                && arguments.elements().getFirst() instanceof Dict counts) {
            dict.members().putAll(counts.members());
            return dict;
        }
        throw error("a Counter of a dict", "other arguments");
    }

    /** A set of a list, or a deque of a list and its greatest length, which has no meaning here. */
    private Sequence collection(Sequence arguments) throws FormatException {
        if (arguments.elements().isEmpty()) {
            return Sequence.empty();
        }
        if (arguments.elements().getFirst() instanceof Sequence elements) {
            return new Sequence(new ArrayList<>(elements.elements()));
        }
        throw error("a set or a deque of a list", "other arguments");
    }

    private void plain(@Nullable Object value) {
        stack.add(new Plain(value));
    }

    private void text(long bytes, Charset charset) throws IOException {
        plain(in.text(bytes, charset));
    }

    private void decimal(String line) throws FormatException {
        switch (line) {
            case "00" -> plain(false);
            case "01" -> plain(true);
            default -> {
                try {
                    plain(Long.parseLong(line));
                } catch (NumberFormatException e) {
                    throw error("an integer of 64 bits", printable(line));
                }
            }
        }
    }

    /** A little-endian integer of so many bytes: a Long where it fits, else a BigInteger. */
    private void integer(int bytes) throws IOException {
        if (bytes < 0 || bytes > MAX_INTEGER_BYTES) {
            throw error("an integer of at most " + MAX_INTEGER_BYTES + " bytes", bytes + " bytes");
        }
        byte[] little = in.bytes(bytes);
        byte[] big = new byte[bytes + 1];
        byte sign = (byte) (bytes > 0 && little[bytes - 1] < 0 ? -1 : 0);
        big[0] = sign;
        for (int i = 0; i < bytes; i++) {
            big[bytes - i] = little[i];
        }
        var value = new BigInteger(big);
        plain(value.bitLength() < Long.SIZE ? (Object) value.longValue() : value);
    }

    private void tuple(int count) throws FormatException {
        var elements = new ArrayList<PickleValue>(count);
        for (int i = 0; i < count; i++) {
            elements.addFirst(pop());
        }
        stack.add(new Sequence(elements));
    }

    private Dict add(Dict dict, List<PickleValue> pairs) throws FormatException {
        if (pairs.size() % 2 != 0) {
            throw error("as many values as keys", pairs.size() + " in all");
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            put(dict, pairs.get(i), pairs.get(i + 1));
        }
        return dict;
    }

    private void put(Dict dict, PickleValue key, PickleValue value) throws FormatException {
        if (key instanceof Plain plain && plain.value() != null) {
            dict.members().put(plain.value(), value);
        } else {
            throw error("a text or a number as the key of a dict", "something else");
        }
    }

    private String name() throws FormatException {
        if (pop() instanceof Plain plain && plain.value() instanceof String text) {
            return text;
        }
        throw error("a module and a name as texts", "something else");
    }

    private int index(String line) throws FormatException {
        try {
            return Integer.parseInt(line);
        } catch (NumberFormatException e) {
            throw error("a place in the memo", printable(line));
        }
    }

    private void recall(int index) throws FormatException {
        PickleValue value = memo.get(index);
        if (value == null) {
            throw error("something remembered as " + index, "nothing");
        }
        stack.add(value);
    }

    private int floor() {
        return marks.isEmpty() ? 0 : marks.getLast();
    }

    private PickleValue top() throws FormatException {
        if (stack.size() <= floor()) {
            throw error("a value on the stack", "an empty stack");
        }
        return stack.getLast();
    }

    private PickleValue pop() throws FormatException {
        PickleValue value = top();
        stack.removeLast();
        return value;
    }

    private List<PickleValue> toMark() throws FormatException {
        if (marks.isEmpty()) {
            throw error("a mark on the stack", "none");
        }
        List<PickleValue> above = stack.subList(marks.removeLast(), stack.size());
        var values = new ArrayList<>(above);
        above.clear();
        return values;
    }

    private Sequence sequence() throws FormatException {
        if (top() instanceof Sequence sequence) {
            return sequence;
        }
        throw error("a list to add to", "something else");
    }

    private Dict dict() throws FormatException {
        if (top() instanceof Dict dict) {
            return dict;
        }
        throw error("a dict", "something else");
    }

    private static String printable(String text) {
        String short_ = text.length() > 100 ? text.substring(0, 100) + "..." : text;
        return "'" + short_.replaceAll("\\p{Cntrl}", "?") + "'";
    }

    private FormatException error(String expected, String found) {
        return new FormatException(in.file(), at, expected, found);
    }
}
