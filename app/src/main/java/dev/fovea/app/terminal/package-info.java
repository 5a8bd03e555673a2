/** What a command says, to people and to programs, while it works and when it is done. */
@NullMarked
package dev.fovea.app.terminal;

import org.jspecify.annotations.NullMarked;
