package dev.fovea.formats.keras;

import dev.fovea.model.FormatException;
import io.jhdf.ObjectHeader;
import io.jhdf.object.message.SymbolTableMessage;
import io.jhdf.storage.HdfBackingStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The search tree of a group in an HDF5 file (version 1): each node must be of the level below its
 * parent and belong to one parent only, or reading it would never end.
 */
final class GroupTree {
    private static final int HEADER = 8;

    private final Path file;
    private final long base;
    private final HdfBackingStorage storage;
    private final Set<Long> seen = new HashSet<>();

    private GroupTree(Path file, long base, HdfBackingStorage storage) {
        this.file = file;
        this.base = base;
        this.storage = storage;
    }

    /** Throws unless the group at this address has a sound tree, or none. */
    static void check(Path file, long base, HdfBackingStorage storage, long group)
            throws IOException {
        for (SymbolTableMessage table :
                ObjectHeader.readObjectHeader(storage, group)
                        .getMessagesOfType(SymbolTableMessage.class)) {
            new GroupTree(file, base, storage).node(table.getBTreeAddress(), -1);
        }
    }

    private void node(long address, int expectedLevel) throws IOException {
        ByteBuffer header = storage.readBufferFromAddress(address, HEADER);
        int level = header.get(5) & 0xff;
        int entries = header.getShort(6) & 0xffff;
        if (!seen.add(address) || (expectedLevel >= 0 && level != expectedLevel)) {
            throw new FormatException(
                    file, base + address, "a tree of groups", "a node that is its own descendant");
        }
        if (level == 0) {
            return;
        }
        int offsets = storage.getSizeOfOffsets();
        int step = offsets + storage.getSizeOfLengths();
        ByteBuffer body =
                storage.readBufferFromAddress(
                        address + HEADER + 2L * offsets,
                        entries * step + storage.getSizeOfLengths());
        for (int i = 0; i < entries; i++) {
            int at = i * step + storage.getSizeOfLengths();
            node(offsets == 8 ? body.getLong(at) : body.getInt(at) & 0xffff_ffffL, level - 1);
        }
    }
}
