package dev.fovea.nn;

/**
 * The node that decides how many channels something has.
 *
 * @param name of the node
 * @param layer a {@link Conv2d} or a {@link Dense}
 */
record ChannelSource(String name, Layer layer) {
    int channels() {
        return layer instanceof Conv2d conv ? conv.filters() : ((Dense) layer).units();
    }

    /** The same layer with another number of channels. */
    Layer layerWith(int channels) {
        return layer instanceof Conv2d conv
                ? conv.withFilters(channels)
                : ((Dense) layer).withUnits(channels);
    }

    /** What its channels are called. */
    String unit() {
        return layer instanceof Conv2d ? "filters" : "units";
    }
}
