package dev.fovea.nn;

import dev.fovea.tensor.Shape;

/**
 * A tensor a layer needs.
 *
 * @param name PyTorch's name of it inside its layer: {@code weight}, {@code bias}, {@code
 *     running_mean}, {@code running_var}
 * @param shape PyTorch's shape of it
 * @param role what it is for
 */
public record Parameter(String name, Shape shape, Role role) {}
