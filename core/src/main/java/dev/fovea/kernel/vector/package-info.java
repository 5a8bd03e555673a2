/**
 * The kernels over vectors: the only package that knows {@code jdk.incubator.vector}.
 *
 * <p>Everything is written over {@link dev.fovea.kernel.vector.Lanes one species chosen at class
 * loading}, because C2 turns vector code into instructions only when the species is a constant. For
 * the same reason no kernel takes a function of a vector as an argument, accumulators are local
 * variables, and each kernel is a small method of its own.
 */
@NullMarked
package dev.fovea.kernel.vector;

import org.jspecify.annotations.NullMarked;
