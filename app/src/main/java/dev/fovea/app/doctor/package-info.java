/** A look at the machine that Fovea runs on. */
@NullMarked
package dev.fovea.app.doctor;

import org.jspecify.annotations.NullMarked;
