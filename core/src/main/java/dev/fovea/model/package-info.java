/**
 * Model = network + weights + preprocessing + labels + provenance, and the file it lives in.
 *
 * <p>The file is safetensors; {@link dev.fovea.model.Safetensors} reads any file of that format.
 */
@NullMarked
package dev.fovea.model;

import org.jspecify.annotations.NullMarked;
