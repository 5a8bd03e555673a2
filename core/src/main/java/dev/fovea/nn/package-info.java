/**
 * What a network is: layers as records, the graph they form and the shapes that follow from it. No
 * numbers are computed here.
 *
 * <p>Shapes are those of one sample: a map {@code H x W x C} or a vector {@code F}. Parameters
 * carry PyTorch's names and shapes.
 */
@NullMarked
package dev.fovea.nn;

import org.jspecify.annotations.NullMarked;
