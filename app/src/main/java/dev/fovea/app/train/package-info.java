/** What surrounds a training run of the command line: its settings, its folder, its progress. */
@NullMarked
package dev.fovea.app.train;

import org.jspecify.annotations.NullMarked;
