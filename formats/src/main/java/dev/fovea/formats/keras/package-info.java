/**
 * Models of Keras and TensorFlow.js: {@code .h5}, {@code .weights.h5}, {@code .keras}, {@code
 * model.json}.
 */
@NullMarked
package dev.fovea.formats.keras;

import org.jspecify.annotations.NullMarked;
