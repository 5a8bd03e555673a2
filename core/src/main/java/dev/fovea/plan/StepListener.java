package dev.fovea.plan;

/** Is told how long each step of a plan took, for profiles: {@link Plan#listen}. */
@FunctionalInterface
public interface StepListener {
    /** Asks for nothing, and nothing is measured. */
    StepListener NONE = (step, nanos) -> {};

    /**
     * A step ended. The steps that run image by image ({@link PlanReport#imageByImage}) end once an
     * image, on the thread that had the image; so this may be called from several threads.
     *
     * @param step which one, counted in {@link PlanReport#steps}
     * @param nanos how long it took
     */
    void ran(int step, long nanos);
}
