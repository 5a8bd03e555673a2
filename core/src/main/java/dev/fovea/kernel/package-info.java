/**
 * The only door to fast code: {@link dev.fovea.kernel.Kernels}, the geometries it works on, and the
 * threads it works with.
 *
 * <p>Everything here is about arrays and integers; no kernel knows a layer or a network.
 * Activations are {@code [N, H, W, C]}, weights come as PyTorch has them ({@code O, I/groups, H, W}
 * and {@code out, in}).
 */
@NullMarked
package dev.fovea.kernel;

import org.jspecify.annotations.NullMarked;
