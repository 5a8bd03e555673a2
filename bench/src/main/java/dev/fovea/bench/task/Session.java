package dev.fovea.bench.task;

/** A task that an engine is ready to run. */
public interface Session {
    /** Does the task once. Everything it computes is finished when this returns. */
    void run() throws Exception;

    /**
     * Numbers that must agree between engines: logits, a loss, a sample of a map ({@link
     * Inputs#sample}); none where engines may differ. Called once, before the first run.
     */
    float[] check() throws Exception;

    /** Makes sessions. */
    @FunctionalInterface
    interface Opener {
        /**
         * Loads, packs and allocates what the task needs.
         *
         * @param variant which of the engine's settings: a layout, a library
         * @throws UnsupportedOperationException if this engine has no such task
         */
        Session open(String variant, Task task) throws Exception;
    }
}
