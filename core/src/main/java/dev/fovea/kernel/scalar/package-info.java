/**
 * The readable reference: plain loops, the specification of every other set of kernels.
 *
 * <p>Sums over a window, over channels or over inputs run in float, four terms at a time, as a fast
 * kernel's would; sums over rows, pixels or a whole array (statistics, gradients of biases and
 * scales, averages, losses) run in double. Work is cut into pieces by the shape alone, never by the
 * number of threads, and each piece writes numbers of its own, so any number of threads gives the
 * same bits.
 */
@NullMarked
package dev.fovea.kernel.scalar;

import org.jspecify.annotations.NullMarked;
