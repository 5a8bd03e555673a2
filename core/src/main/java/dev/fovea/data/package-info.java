/**
 * Data sets: where labelled pictures come from, how they are split, shuffled and turned into
 * batches, and what is wrong with them.
 *
 * <p>Pictures stay unsigned bytes until a batch is put together. Every order and every choice is a
 * pure function of an explicit seed; the number of threads changes nothing but the time.
 */
@NullMarked
package dev.fovea.data;

import org.jspecify.annotations.NullMarked;
