/** Fovea's side of the tasks. */
@NullMarked
package dev.fovea.bench.fovea;

import org.jspecify.annotations.NullMarked;
