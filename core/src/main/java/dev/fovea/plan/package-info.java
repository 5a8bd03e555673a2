/**
 * How a network runs and where in memory: {@link dev.fovea.plan.Plan} compiles a network for one
 * largest batch and one set of kernels. It fuses what can share a pass over memory, decides what
 * backward needs to keep, and gives every value a place in buffers that are reused as soon as
 * nobody reads them any more.
 */
@NullMarked
package dev.fovea.plan;

import org.jspecify.annotations.NullMarked;
