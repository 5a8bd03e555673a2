/**
 * Figures for people: text, heat maps, contact sheets and charts, as pictures that look the same on
 * every machine. Nothing here computes what it shows.
 */
@NullMarked
package dev.fovea.figure;

import org.jspecify.annotations.NullMarked;
