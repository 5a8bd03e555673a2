/** libtorch through JavaCPP. */
@NullMarked
package dev.fovea.bench.libtorch;

import org.jspecify.annotations.NullMarked;
