/**
 * Pictures: reading files, EXIF orientation, resizing that gives the same numbers as Pillow and
 * OpenCV, the way a picture becomes a network's input, augmentation, and the drawing of maps.
 *
 * <p>Everything here is a value or a pure function; nothing is shared between threads, and
 * randomness comes from explicit seeds. Only the JDK is needed; WebP is read where an ImageIO
 * plug-in for it is on the class path.
 */
@NullMarked
package dev.fovea.image;

import org.jspecify.annotations.NullMarked;
