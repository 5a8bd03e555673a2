/** Small helpers for messages that people read. */
@NullMarked
package dev.fovea.text;

import org.jspecify.annotations.NullMarked;
