package dev.fovea.formats.torch;

import dev.fovea.formats.torch.PickleValue.Plain;
import dev.fovea.formats.torch.PickleValue.Sequence;
import dev.fovea.formats.torch.PickleValue.Storage;
import dev.fovea.formats.torch.PickleValue.View;
import dev.fovea.formats.zip.ZipDirectory;
import dev.fovea.model.FormatException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Opens what {@code torch.save} wrote: since PyTorch 1.6 a zip archive of a pickle {@code data.pkl}
 * and one stored entry {@code data/KEY} a storage; before, pickles of a magic number, a version,
 * the machine, the objects and the keys of the storages, then each storage behind its length.
 */
final class TorchFile {
    static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

    private static final long LEGACY_VERSION = 1001;

    /** What the pickles of a file may take, in bytes; numbers lie outside of them. */
    private static final long MAX_PICKLE_BYTES = 64 << 20;

    private final Path file;
    private final FileChannel channel;
    private final TensorBuilder builder;

    private TorchFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
        builder = new TensorBuilder(file);
    }

    /**
     * Opens a file and finds its state dict.
     *
     * @throws FormatException if it is damaged, holds no state dict, or more than tensors and
     *     containers
     */
    static StateDict open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            var torch = new TorchFile(file, channel);
            ByteBuffer head = ByteBuffer.allocate(2);
            channel.read(head, 0);
            return head.get(0) == 'P' && head.get(1) == 'K' ? torch.zip() : torch.legacy();
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** Where a storage's first number lies in the file. */
    private interface Places {
        long of(Storage storage) throws IOException;
    }

    private StateDict zip() throws IOException {
        Map<String, ZipDirectory.Entry> entries = ZipDirectory.read(file, channel);
        ZipDirectory.Entry pickle = null;
        for (ZipDirectory.Entry entry : entries.values()) {
            if (entry.name().contains("/code/")) {
                throw new FormatException(
                        file,
                        entry.header(),
                        "a state dict, as torch.save(model.state_dict(), FILE) writes it",
                        "a TorchScript program, '" + entry.name() + "'");
            }
            if (entry.name().endsWith("/data.pkl") || entry.name().equals("data.pkl")) {
                pickle = entry;
            }
        }
        if (pickle == null) {
            throw new FormatException(
                    file,
                    0,
                    "a zip archive of PyTorch, with data.pkl",
                    entries.size() + " other entries");
        }
        String folder = pickle.name().substring(0, pickle.name().length() - "data.pkl".length());
        checkByteOrder(entries.get(folder + "byteorder"));
        long start = ZipDirectory.dataOffset(file, channel, pickle);
        if (pickle.size() > MAX_PICKLE_BYTES) {
            throw new FormatException(
                    file,
                    start,
                    "a pickle of at most " + MAX_PICKLE_BYTES + " bytes",
                    pickle.size() + " bytes");
        }
        PickleValue root =
                Unpickler.read(
                        new PickleInput(file, channel, start, start + pickle.size()), builder);
        return stateDict(
                "PyTorch (zip)",
                root,
                storage -> {
                    String name = folder + "data/" + storage.key();
                    ZipDirectory.Entry entry = entries.get(name);
                    long bytes = bytes(storage);
                    if (entry == null || entry.size() != bytes) {
                        throw new FormatException(
                                file,
                                entry == null ? storage.at() : entry.header(),
                                "an entry '" + name + "' of " + bytes + " bytes",
                                entry == null ? "none" : entry.size() + " bytes");
                    }
                    return ZipDirectory.dataOffset(file, channel, entry);
                });
    }

    private void checkByteOrder(ZipDirectory.@org.jspecify.annotations.Nullable Entry entry)
            throws IOException {
        if (entry == null) {
            return;
        }
        long start = ZipDirectory.dataOffset(file, channel, entry);
        String order =
                new PickleInput(file, channel, start, start + entry.size())
                        .text(entry.size(), StandardCharsets.ISO_8859_1);
        if (!order.equals("little")) {
            throw new FormatException(file, start, "little-endian numbers", "'" + order + "'");
        }
    }

    private StateDict legacy() throws IOException {
        var in = new PickleInput(file, channel, 0, Math.min(channel.size(), MAX_PICKLE_BYTES));
        expect(in, MAGIC, "the magic number of torch.save");
        expect(in, LEGACY_VERSION, "version " + LEGACY_VERSION + " of PyTorch's format");
        // The machine that wrote it; numbers are little-endian wherever PyTorch runs.
        Unpickler.read(in, builder);
        PickleValue root = Unpickler.read(in, builder);
        long at = in.position();
        if (!(Unpickler.read(in, builder) instanceof Sequence keys)) {
            throw new FormatException(file, at, "the list of storages", "something else");
        }
        Map<String, Long> offsets = legacyStorages(keys, in.position());
        return stateDict(
                "PyTorch (before 1.6)",
                root,
                storage -> {
                    Long offset = offsets.get(storage.key());
                    if (offset == null) {
                        throw new FormatException(
                                file, at, "storage " + storage.key() + " in the list", "none");
                    }
                    return offset;
                });
    }

    private void expect(PickleInput in, Object wanted, String what) throws IOException {
        long at = in.position();
        if (!(Unpickler.read(in, builder) instanceof Plain found)
                || !Objects.equals(found.value(), wanted)) {
            throw new FormatException(file, at, what, "something else");
        }
    }

    private Map<String, Long> legacyStorages(Sequence keys, long start) throws IOException {
        var offsets = new HashMap<String, Long>();
        long at = start;
        for (PickleValue key : keys.elements()) {
            Storage storage =
                    key instanceof Plain name && name.value() instanceof String text
                            ? builder.storages().get(text)
                            : null;
            if (storage == null) {
                throw new FormatException(file, start, "keys of storages in use", "another");
            }
            long size = new PickleInput(file, channel, at, channel.size()).i64();
            if (size != storage.size()) {
                throw new FormatException(
                        file,
                        at,
                        storage.size() + " numbers of storage " + storage.key(),
                        String.valueOf(size));
            }
            at += Long.BYTES;
            if (bytes(storage) > channel.size() - at) {
                throw new FormatException(
                        file,
                        at,
                        bytes(storage) + " bytes of storage " + storage.key(),
                        (channel.size() - at) + ": the file is cut off");
            }
            offsets.put(storage.key(), at);
            at += bytes(storage);
        }
        return offsets;
    }

    private long bytes(Storage storage) throws FormatException {
        if (storage.size() > Long.MAX_VALUE / Long.BYTES) {
            throw new FormatException(
                    file,
                    storage.at(),
                    "a storage of fewer numbers",
                    String.valueOf(storage.size()));
        }
        return storage.size() * storage.dtype().bytes();
    }

    private StateDict stateDict(String kind, PickleValue root, Places places) throws IOException {
        Checkpoint checkpoint = Checkpoint.find(file, root);
        var offsets = new HashMap<String, Long>();
        var tensors = new LinkedHashMap<String, StoredTensor>();
        for (Map.Entry<String, View> entry : checkpoint.tensors().entrySet()) {
            View view = entry.getValue();
            Storage storage = view.storage();
            Long start = offsets.get(storage.key());
            if (start == null) {
                start = places.of(storage);
                offsets.put(storage.key(), start);
            }
            long offset = start + (storage.first() + view.first()) * storage.dtype().bytes();
            tensors.put(
                    entry.getKey(),
                    new StoredTensor(storage.dtype(), view.shape(), offset, view.strides()));
        }
        return StateDict.of(file, kind, tensors, checkpoint.facts(), channel);
    }
}
