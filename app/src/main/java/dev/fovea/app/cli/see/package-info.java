/** {@code fovea see ...}: commands that look into a network and draw what they find. */
@NullMarked
package dev.fovea.app.cli.see;

import org.jspecify.annotations.NullMarked;
