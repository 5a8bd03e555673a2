/** Deep Java Library with its PyTorch engine. */
@NullMarked
package dev.fovea.bench.djl;

import org.jspecify.annotations.NullMarked;
