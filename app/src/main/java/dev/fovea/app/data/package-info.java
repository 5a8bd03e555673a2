/** Where the command line finds data: embedded pictures, folders, sets known by name. */
@NullMarked
package dev.fovea.app.data;

import org.jspecify.annotations.NullMarked;
