/** What is looked into rather than timed: accuracy of kernels and of what they train. */
@NullMarked
package dev.fovea.bench.study;

import org.jspecify.annotations.NullMarked;
