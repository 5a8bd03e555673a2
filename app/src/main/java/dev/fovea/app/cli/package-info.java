/**
 * The command line: what a person types, turned into calls of the core, and its answers into text.
 */
@NullMarked
package dev.fovea.app.cli;

import org.jspecify.annotations.NullMarked;
