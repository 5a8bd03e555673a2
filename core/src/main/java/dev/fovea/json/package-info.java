/**
 * Reading and writing JSON (RFC 8259), for networks and the headers of model files.
 *
 * <p>Values are plain Java: {@code Map<String, Object>} in the order of the text, {@code
 * List<Object>}, {@code String}, {@code Long}, {@code Double}, {@code Boolean} and {@link
 * dev.fovea.json.Json#NULL}.
 */
@NullMarked
package dev.fovea.json;

import org.jspecify.annotations.NullMarked;
