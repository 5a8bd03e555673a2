package dev.fovea.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.image.Preprocessing;
import dev.fovea.model.Model;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiltersTest {
    private static Model model(Network network) {
        return Model.of(
                network,
                Weights.initialise(network, Initialisation.HE, 1),
                Preprocessing.unit(6, 5, 3),
                List.of());
    }

    @Test
    void aFilterHasTheFormOfThePatchThatItIsComparedWith() {
        Model model =
                model(
                        Network.input(6, 5, 3)
                                .then("conv", Conv2d.of(3, 3).withBias(false))
                                .then("deeper", Conv2d.of(4, 1)));
        Tensor weight = model.weights().get("conv.weight");
        for (int i = 0; i < weight.data().length; i++) {
            weight.data()[i] = i;
        }
        Filters found = Filters.first(model).orElseThrow();
        assertThat(found.node()).isEqualTo("conv");
        assertThat(found.filters()).hasSize(3);
        Tensor second = found.filters().get(1);
        assertThat(second.shape()).isEqualTo(Shape.of(3, 3, 3));
        // Filter 1, channel 1, row 2, column 0 of [3, 3, 3, 3].
        assertThat(second.data()[(2 * 3 + 0) * 3 + 1]).isEqualTo(((1 * 3 + 1) * 3 + 2) * 3);
    }

    @Test
    void aNetworkThatReadsThePictureOtherwiseHasNone() {
        Model model =
                model(
                        Network.input(6, 5, 3)
                                .then("flatten", new Flatten())
                                .then("fc", Dense.of(2)));
        assertThat(Filters.first(model)).isEmpty();
    }
}
