/** Single kernels under JMH. */
@NullMarked
package dev.fovea.bench.jmh;

import org.jspecify.annotations.NullMarked;
