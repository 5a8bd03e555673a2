/** Zip archives whose entries are read where they lie. */
@NullMarked
package dev.fovea.formats.zip;

import org.jspecify.annotations.NullMarked;
