/**
 * A network looked into: why it says what it says, what its units answer to, and what it keeps when
 * pictures move. Values only; {@code figure} draws them.
 */
@NullMarked
package dev.fovea.explain;

import org.jspecify.annotations.NullMarked;
