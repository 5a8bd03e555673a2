package dev.fovea.formats.keras;

import dev.fovea.model.FormatException;
import dev.fovea.tensor.Shape;
import io.jhdf.GlobalHeap;
import io.jhdf.HdfFile;
import io.jhdf.ObjectHeader;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Link;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.dataset.CompactDataset;
import io.jhdf.dataset.chunked.ChunkedDatasetV3;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OrderedDataType;
import io.jhdf.object.datatype.VariableLength;
import io.jhdf.object.message.FilterPipelineMessage;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An open HDF5 file, or one that lies uncompressed in another.
 *
 * <p>jHDF reads its structure through a map of the file, of which only those pages are touched; it
 * would copy large tensors, so their numbers are read from the channel.
 */
final class Hdf5 implements Closeable {
    /** The eight bytes every HDF5 file begins with. */
    static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    /** The most nodes a file may have: far more than any network. */
    private static final int MOST_NODES = 200_000;

    private static final int MOST_DEPTH = 64;

    /** How much larger than the file its packed tensors may be; weights hardly shrink at all. */
    private static final int MOST_UNPACKED = 32;

    /** The longest text of an attribute, in bytes. */
    private static final int MOST_TEXT = 16 << 20;

    private final Path file;
    private final FileChannel channel;
    private final long base;
    private final long size;
    private final Arena arena;
    private final HdfFile hdf;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> unread = new LinkedHashMap<>();
    private long contiguousBytes;
    private long chunkedBytes;

    private Hdf5(Path file, FileChannel channel, long base, long size, Arena arena)
            throws IOException {
        this.file = file;
        this.channel = channel;
        this.base = base;
        this.size = size;
        this.arena = arena;
        ByteBuffer map = channel.map(MapMode.READ_ONLY, base, size, arena).asByteBuffer();
        byte[] head = new byte[(int) Math.min(8, size)];
        map.get(0, head);
        if (!java.util.Arrays.equals(head, SIGNATURE)) {
            throw new FormatException(file, base, "an HDF5 file", "another signature");
        }
        Superblock.check(file, base, map);
        hdf = Guard.reading(file, base, "a sound superblock", () -> HdfFile.fromByteBuffer(map));
        walk("", hdf, 0, new HashSet<>());
    }

    /**
     * Opens what {@code channel} holds in {@code base .. base + size}; the channel stays the
     * caller's.
     *
     * @throws FormatException if it is no HDF5 file, is damaged, or reaches outside itself
     */
    @SuppressWarnings("MustBeClosedChecker") // The result closes the arena.
    static Hdf5 open(Path file, FileChannel channel, long base, long size) throws IOException {
        if (size > Integer.MAX_VALUE) {
            throw new FormatException(
                    file, base, "HDF5 of at most 2 GiB", size + " bytes; leave the optimizer out");
        }
        Arena arena = Arena.ofShared();
        try {
            return Guard.reading(
                    file,
                    base,
                    "a sound HDF5 file",
                    () -> new Hdf5(file, channel, base, size, arena));
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private void walk(String path, Group group, int depth, Set<Long> open) throws IOException {
        if (depth > MOST_DEPTH || groups.size() + tensors.size() > MOST_NODES) {
            throw new FormatException(
                    file,
                    base + group.getAddress(),
                    "at most " + MOST_DEPTH + " groups in one another, " + MOST_NODES + " in all",
                    "more at '" + path + "'");
        }
        if (!open.add(group.getAddress())) {
            throw new FormatException(
                    file,
                    base + group.getAddress(),
                    "groups in a tree",
                    "the group '" + path + "' inside itself");
        }
        groups.put(path, group);
        Map<String, Node> children =
                Guard.reading(
                        file,
                        base + group.getAddress(),
                        path.isEmpty() ? "a sound root group" : "a sound group '" + path + "'",
                        () -> {
                            GroupTree.check(
                                    file, base, hdf.getHdfBackingStorage(), group.getAddress());
                            return group.getChildren();
                        });
        for (Map.Entry<String, Node> child : children.entrySet()) {
            String name = path.isEmpty() ? child.getKey() : path + "/" + child.getKey();
            switch (child.getValue()) {
                case Link link ->
                        throw new FormatException(
                                file,
                                base + group.getAddress(),
                                "everything in the file itself",
                                "a link at '" + name + "' to " + link.getTargetPath());
                case Group inner -> walk(name, inner, depth + 1, open);
                case Dataset dataset ->
                        Guard.reading(
                                file,
                                base + dataset.getAddress(),
                                "a sound tensor '" + name + "'",
                                () -> {
                                    add(name, dataset);
                                    return dataset;
                                });
                default -> unread.put(name, "a data type");
            }
        }
        open.remove(group.getAddress());
    }

    private void add(String name, Dataset dataset) throws IOException {
        Optional<NumberType> type = type(dataset);
        if (type.isEmpty() || dataset.isEmpty()) {
            unread.put(name, type.isEmpty() ? "not numbers that can be read" : "empty");
            return;
        }
        Shape shape = Shape.of(dataset.getDimensions());
        ByteOrder order =
                dataset.getDataType() instanceof OrderedDataType ordered
                        ? ordered.getByteOrder()
                        : ByteOrder.LITTLE_ENDIAN;
        long length = (long) shape.size() * type.get().bytes();
        Bytes bytes;
        long offset = 0;
        switch (dataset) {
            case ContiguousDataset contiguous -> {
                offset = contiguous.getDataAddress();
                bytes = new Bytes.OfFile(file, channel, base, size);
                if (offset < 0 || length > size - offset) {
                    throw new FormatException(
                            file,
                            base + offset,
                            length + " bytes of '" + name + "' " + shape,
                            "the end of the file at " + size);
                }
            }
            case CompactDataset compact ->
                    bytes = new Bytes.OfBuffer(compact.getDataBuffer().slice());
            case ChunkedDatasetV3 chunked -> {
                bytes =
                        new Hdf5Chunks(
                                file, name, chunked, filters(dataset), shape, type.get().bytes());
            }
            default -> {
                unread.put(name, "chunks of the newest layout");
                return;
            }
        }
        if (bytes.size() < length) {
            throw new FormatException(
                    file,
                    base + dataset.getAddress(),
                    length + " bytes of '" + name + "'",
                    bytes.size() + "");
        }
        if (bytes instanceof Hdf5Chunks) {
            chunkedBytes += length;
        } else {
            contiguousBytes += length;
        }
        if (contiguousBytes > size || chunkedBytes > MOST_UNPACKED * size) {
            throw new FormatException(
                    file,
                    base + dataset.getAddress(),
                    "tensors that do not overlap, packed ones of at most "
                            + MOST_UNPACKED
                            + " times the file's "
                            + size
                            + " bytes",
                    (contiguousBytes + chunkedBytes) + " bytes up to '" + name + "'");
        }
        tensors.put(name, new StoredTensor(name, shape, type.get(), order, bytes, offset, 1, 0));
    }

    /** jHDF's own filters are left alone: loading them loads those of native code too. */
    private List<FilterPipelineMessage.FilterInfo> filters(Dataset dataset) {
        return ObjectHeader.readObjectHeader(hdf.getHdfBackingStorage(), dataset.getAddress())
                .getMessagesOfType(FilterPipelineMessage.class)
                .stream()
                .flatMap(message -> message.getFilters().stream())
                .toList();
    }

    private static Optional<NumberType> type(Dataset dataset) {
        return Optional.ofNullable(
                switch (dataset.getDataType()) {
                    case FloatingPoint number ->
                            switch (number.getSize()) {
                                case 8 -> NumberType.FLOAT64;
                                case 4 -> NumberType.FLOAT32;
                                case 2 -> NumberType.FLOAT16;
                                default -> null;
                            };
                    case FixedPoint number ->
                            switch (number.getSize()) {
                                case 8 -> NumberType.INT64;
                                case 4 -> NumberType.INT32;
                                case 2 -> number.isSigned() ? NumberType.INT16 : NumberType.UINT16;
                                case 1 -> number.isSigned() ? NumberType.INT8 : NumberType.UINT8;
                                default -> null;
                            };
                    default -> null;
                });
    }

    Path file() {
        return file;
    }

    /** By path, such as {@code layers/conv2d/vars/0}. */
    Map<String, StoredTensor> tensors() {
        return tensors;
    }

    /** What is there and no tensor, with the reason. */
    Map<String, String> unread() {
        return unread;
    }

    boolean hasGroup(String path) {
        return groups.containsKey(path);
    }

    /** The text of an attribute of a group. */
    Optional<String> text(String group, String attribute) throws IOException {
        List<String> texts = texts(group, attribute);
        return texts.isEmpty() ? Optional.empty() : Optional.of(texts.getFirst());
    }

    /**
     * The texts of an attribute; of {@code NAME0}, {@code NAME1} ... one behind the other where
     * Keras found the list too long for one. Empty where there is none.
     */
    List<String> texts(String group, String attribute) throws IOException {
        return Guard.reading(
                file,
                groups.containsKey(group) ? base + groups.get(group).getAddress() : base,
                "texts in the attribute '" + attribute + "' of '" + group + "'",
                () -> {
                    Map<String, Attribute> all =
                            groups.get(group) == null
                                    ? Map.of()
                                    : groups.get(group).getAttributes();
                    Attribute whole = all.get(attribute);
                    if (whole != null) {
                        return decode(whole);
                    }
                    List<String> texts = new ArrayList<>();
                    int part = 0;
                    for (Attribute next = all.get(attribute + part);
                            next != null;
                            next = all.get(attribute + ++part)) {
                        texts.addAll(decode(next));
                    }
                    return texts;
                });
    }

    private List<String> decode(Attribute attribute) throws IOException {
        if (attribute.isEmpty() || attribute.getSize() == 0) {
            return List.of();
        }
        ByteBuffer buffer = attribute.getBuffer().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        DataType type = attribute.getDataType();
        int count = Math.toIntExact(attribute.getSize());
        List<String> texts = new ArrayList<>();
        if (type instanceof VariableLength) {
            long total = 0;
            for (int i = 0; i < count; i++) {
                int length = buffer.getInt();
                long heap = buffer.getLong();
                int index = buffer.getInt();
                total += length;
                if (length < 0 || total > MOST_TEXT) {
                    throw new FormatException(
                            file, -1, "texts of at most " + MOST_TEXT + " bytes", total + "");
                }
                ByteBuffer data =
                        new GlobalHeap(hdf.getHdfBackingStorage(), heap).getObjectData(index);
                texts.add(text(data, length));
            }
        } else {
            for (int i = 0; i < count; i++) {
                texts.add(text(buffer, type.getSize()));
            }
        }
        return texts;
    }

    private static String text(ByteBuffer source, int length) {
        byte[] bytes = new byte[Math.min(length, source.remaining())];
        source.get(bytes);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        arena.close();
    }
}
