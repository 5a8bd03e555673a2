/** Networks from the literature, with the parameter names and shapes of torchvision. */
@NullMarked
package dev.fovea.zoo;

import org.jspecify.annotations.NullMarked;
