/** SGEMM of MKL and OpenBLAS. */
@NullMarked
package dev.fovea.bench.blas;

import org.jspecify.annotations.NullMarked;
