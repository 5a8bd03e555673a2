package dev.fovea.kernel.scalar;

import dev.fovea.kernel.ConvGeometry;
import java.util.ArrayList;
import java.util.List;

/**
 * Neighbouring channels that a {@link Tile} takes at once: some of one group, or, where every group
 * has one input and one output channel, some of all.
 *
 * @param spansGroups whether each channel is a group of its own
 */
record ChannelBlock(int group, int first, int width, boolean spansGroups) {
    /** The blocks of the output channels. */
    static List<ChannelBlock> outputs(ConvGeometry geometry) {
        return of(geometry, geometry.outChannels());
    }

    /** The blocks of the input channels. */
    static List<ChannelBlock> inputs(ConvGeometry geometry) {
        return of(geometry, geometry.inChannels());
    }

    private static List<ChannelBlock> of(ConvGeometry geometry, int channels) {
        int groups = geometry.groups();
        boolean depthwise =
                groups == geometry.inChannels() && groups == geometry.outChannels() && groups > 1;
        int size = depthwise ? channels : channels / groups;
        var blocks = new ArrayList<ChannelBlock>();
        for (int from = 0; from < channels; from += size) {
            for (int i = 0; i < size; i += Tile.WIDTH) {
                int width = Math.min(Tile.WIDTH, size - i);
                blocks.add(new ChannelBlock(from / size, from + i, width, depthwise));
            }
        }
        return blocks;
    }
}
