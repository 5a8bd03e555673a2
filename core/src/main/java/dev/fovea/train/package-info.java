/**
 * Training: losses, optimizers, schedules, the loop, what it reports, and checkpoints from which a
 * run goes on as if it had never stopped. The conventions are PyTorch's.
 */
@NullMarked
package dev.fovea.train;

import org.jspecify.annotations.NullMarked;
