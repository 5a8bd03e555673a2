package dev.fovea.data;

/** Is told how far an examination is; called by several threads, one at a time. */
@FunctionalInterface
public interface DoctorProgress {
    /**
     * More pictures were looked at.
     *
     * @param done so far; never less than before
     * @param total in all splits
     */
    void examined(long done, long total);
}
