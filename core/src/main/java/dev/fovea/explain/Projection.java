package dev.fovea.explain;

import dev.fovea.tensor.Tensor;

/**
 * What a unit saw in a picture, as the deconvnet shows it.
 *
 * @param unit where the projection starts
 * @param activation of the unit
 * @param pixels {@code [H, W, C]}: the projection on the network's input; 0 outside the unit's
 *     receptive field
 */
public record Projection(Unit unit, float activation, Tensor pixels) {}
