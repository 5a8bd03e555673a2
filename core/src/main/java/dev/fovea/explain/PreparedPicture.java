package dev.fovea.explain;

import dev.fovea.image.Image;
import dev.fovea.model.Model;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;

/**
 * A picture as a network reads it.
 *
 * @param image with the network's size and channels, still as bytes
 * @param input its numbers {@code [H, W, C]}
 */
public record PreparedPicture(Image image, Tensor input) {
    /**
     * @throws IllegalArgumentException if the model's preprocessing makes no input of the network
     *     from this picture
     */
    public static PreparedPicture of(Model model, Image picture) {
        Image prepared = model.preprocessing().prepare(picture);
        Shape shape = Shape.of(prepared.height(), prepared.width(), prepared.channels());
        Seeds.requireInput(model.network(), shape);
        Tensor input = Tensor.zeros(shape);
        model.preprocessing().normalize(prepared, input.data(), 0);
        return new PreparedPicture(prepared, input);
    }
}
