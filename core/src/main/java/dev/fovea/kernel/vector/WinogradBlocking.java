package dev.fovea.kernel.vector;

/**
 * How many tiles {@link WinogradConvolution} works on at a time.
 *
 * @param smallBlock tiles of a block that one thread takes from input to output
 * @param largeBlock tiles of a block on which all threads work
 * @param manyBlocks small blocks from which on they are enough to keep the threads busy
 */
record WinogradBlocking(int smallBlock, int largeBlock, int manyBlocks) {
    /** Transformed weights of that many input times output channels are read again without pain. */
    private static final int CACHED_WEIGHTS = 1 << 16;

    private static final int NEVER = 1 << 16;

    static WinogradBlocking of(int inChannels, int outChannels) {
        boolean cached = (long) inChannels * outChannels <= CACHED_WEIGHTS;
        return new WinogradBlocking(32, 128, cached ? 4 : NEVER);
    }

    /** Whether {@code tiles} are worked on in small blocks. */
    boolean areMany(int tiles) {
        return tiles >= (long) manyBlocks * smallBlock;
    }
}
