package dev.fovea.data;

import java.util.Optional;

/**
 * The packed pictures behind subsets and relabellings.
 *
 * @param packed where the pixels are
 * @param places where each picture is among them; empty if each is at its own index
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record PackedView(Packed packed, int[] places) {
    private static final int[] EACH_AT_ITS_OWN = {};

    static Optional<PackedView> of(Dataset dataset) {
        return switch (dataset) {
            case Packed packed -> Optional.of(new PackedView(packed, EACH_AT_ITS_OWN));
            case Relabelled relabelled -> of(relabelled.original());
            case Subset subset -> of(subset.whole()).map(whole -> whole.at(subset));
            default -> Optional.empty();
        };
    }

    private PackedView at(Subset subset) {
        int[] chosen = new int[subset.size()];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = at(subset.indexInWhole(i));
        }
        return new PackedView(packed, chosen);
    }

    /** Where a picture is among the packed ones. */
    int at(int index) {
        return places.length == 0 ? index : places[index];
    }

    int pictureBytes() {
        return packed.height() * packed.width() * packed.channels();
    }
}
