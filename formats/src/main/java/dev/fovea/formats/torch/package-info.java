/** State dicts: PyTorch's checkpoints and safetensors files, and which network they belong to. */
@NullMarked
package dev.fovea.formats.torch;

import org.jspecify.annotations.NullMarked;
