/**
 * General functions of tensors of any rank: one readable version each, for what networks run seldom
 * and never train.
 */
@NullMarked
package dev.fovea.kernel.general;

import org.jspecify.annotations.NullMarked;
