package dev.fovea.explain;

import dev.fovea.image.Image;
import dev.fovea.nn.ReceptiveField.Region;

/**
 * A picture that excites a channel, with what the channel saw in it.
 *
 * @param place the picture and the unit
 * @param projection of the unit's activation to pixels
 * @param picture as the network reads it, before its numbers
 * @param field what the unit sees of the picture; it may hang over its edge
 */
public record Excitation(
        TopActivations.Place place, Projection projection, Image picture, Region field) {}
