/** What every format shares: how a file is recognised, looked at and read. */
@NullMarked
package dev.fovea.formats;

import org.jspecify.annotations.NullMarked;
