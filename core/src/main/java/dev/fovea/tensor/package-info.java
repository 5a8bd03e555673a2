/** Shapes and tensors: the values everything else passes around. */
@NullMarked
package dev.fovea.tensor;

import org.jspecify.annotations.NullMarked;
