/** Measures Fovea and its peers side by side, in processes of their own that take turns. */
@NullMarked
package dev.fovea.bench;

import org.jspecify.annotations.NullMarked;
