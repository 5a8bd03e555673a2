/**
 * A trained model at work: {@link dev.fovea.predict.Classifier} says what a picture shows, {@link
 * dev.fovea.predict.Evaluation} how often that is right.
 */
@NullMarked
package dev.fovea.predict;

import org.jspecify.annotations.NullMarked;
