/**
 * The kernels over vectors: the only package that knows {@code jdk.incubator.vector}.
 *
 * <p>C2 makes instructions of vector code only where it sees all of it at once; everything else
 * boxes every vector and runs tens of times slower. So everything here keeps to these rules:
 *
 * <ul>
 *   <li>The species is {@link dev.fovea.kernel.vector.Lanes one constant}.
 *   <li>No method takes or gives back a vector: data passes between loops in arrays, in the
 *       first-level cache where it is used again. A method of ours that a loop calls is inlined
 *       only down to 15 levels below whoever calls us and only while the caller is small; the
 *       methods of the vector API are always inlined.
 *   <li>Accumulators are local variables, and each loop is a small method of its own.
 *   <li>Floats are never summed by {@code reduceLanes}, whose order is not fixed.
 * </ul>
 */
@NullMarked
package dev.fovea.kernel.vector;

import org.jspecify.annotations.NullMarked;
