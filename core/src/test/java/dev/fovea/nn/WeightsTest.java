package dev.fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightsTest {
    private static final Network NETWORK =
            Network.input(5, 5, 2)
                    .withName("net")
                    .then("conv", Conv2d.of(4, 3))
                    .then("flatten", new Flatten())
                    .then("fc", Dense.of(3));

    @Test
    void holdTheParametersOfTheNetworkInOrder() {
        Weights weights = Weights.initialise(NETWORK, Initialisation.HE, 1);
        weights.check(NETWORK);
        assertThat(weights.tensors().keySet())
                .containsExactly("conv.weight", "conv.bias", "fc.weight", "fc.bias");
        assertThat(weights.get("fc.weight").shape()).isEqualTo(Shape.of(3, 36));
        assertThat(weights).hasToString("4 tensors, 187 numbers");
    }

    @Test
    void anUnknownNameListsTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Weights.initialise(NETWORK, Initialisation.HE, 1).get("fc1.weight"))
                .withMessage(
                        "Weights: there is no 'fc1.weight', there are fc.weight, conv.weight, fc.bias, conv.bias");
    }

    @Test
    void namesThoseThatAreNotAllNumbers() {
        Weights weights = Weights.initialise(NETWORK, Initialisation.HE, 1);
        assertThat(weights.withoutNumbers()).isEmpty();
        weights.get("conv.bias").data()[3] = Float.NEGATIVE_INFINITY;
        weights.get("fc.weight").data()[17] = Float.NaN;
        assertThat(weights.withoutNumbers()).containsExactly("conv.bias", "fc.weight");
    }

    @Test
    void copiesDoNotShareNumbers() {
        Weights weights = Weights.initialise(NETWORK, Initialisation.HE, 1);
        Weights copy = weights.copy();
        assertThat(copy).isEqualTo(weights).hasSameHashCodeAs(weights);
        copy.get("conv.bias").data()[0] = 5;
        assertThat(copy).isNotEqualTo(weights);
        assertThat(weights.get("conv.bias").data()[0]).isZero();
    }

    @Test
    void whatDoesNotFitIsShownSideBySide() {
        var tensors = new LinkedHashMap<String, Tensor>();
        tensors.put("conv1.weight", Tensor.zeros(Shape.of(4, 2, 3, 3)));
        tensors.put("conv.bias", Tensor.zeros(Shape.of(4)));
        tensors.put("fc.weight", Tensor.zeros(Shape.of(10, 36)));
        tensors.put("extra", Tensor.zeros(Shape.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Weights.of(tensors).check(NETWORK))
                .withMessage(
                        """
                        the weights do not fit the network net: 2 missing, 2 unexpected, 1 misshapen
                          needed                found
                          fc.weight 3x36        fc.weight 10x36
                          conv.weight 4x2x3x3   conv1.weight 4x2x3x3
                          fc.bias 3             (missing)
                          (unexpected)          extra scalar\
                        """);
    }

    @Test
    void longListsAreCut() {
        Network network = Network.input(Shape.of(1));
        for (int i = 0; i < 15; i++) {
            network = network.then("fc" + i, Dense.of(1));
        }
        ParameterMismatch mismatch = ParameterMismatch.between(network, Map.of());
        assertThat(mismatch.missing()).hasSize(30);
        assertThat(mismatch.toString().lines()).hasSize(23).last().isEqualTo("  and 10 more");
        assertThat(
                        ParameterMismatch.between(
                                network,
                                Weights.initialise(network, Initialisation.HE, 1).shapes()))
                .matches(ParameterMismatch::isEmpty)
                .hasToString("0 missing, 0 unexpected, 0 misshapen");
    }
}
