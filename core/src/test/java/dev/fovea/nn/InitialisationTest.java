package dev.fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InitialisationTest {
    /** Weights 256 x 128 x 3 x 3 and 96 x 256. */
    private static final Network NETWORK =
            Network.input(8, 8, 128)
                    .then("conv", Conv2d.of(256, 3))
                    .then("bn", BatchNorm.of())
                    .then("prelu", new PRelu(true))
                    .then("pool", new GlobalAvgPool())
                    .then("flatten", new Flatten())
                    .then("fc", Dense.of(96));

    @ParameterizedTest
    @CsvSource({
        // fan in 128 * 9 = 1152 and 256, fan out 256 * 9 = 2304 and 96
        "HE, 1152, 256, 2, false",
        "HE_UNIFORM, 1152, 256, 2, true",
        "HE_FAN_OUT, 2304, 96, 2, false",
        "HE_FAN_OUT_UNIFORM, 2304, 96, 2, true",
        "GLOROT, 1728, 176, 1, false",
        "GLOROT_UNIFORM, 1728, 176, 1, true",
        "LECUN, 1152, 256, 1, false",
        "LECUN_UNIFORM, 1152, 256, 1, true",
        "PYTORCH, 3456, 768, 1, true",
    })
    void weightsHaveMeanZeroAndTheVarianceOfThePaper(
            Initialisation initialisation,
            double convFan,
            double fcFan,
            double scale,
            boolean uniform) {
        Weights weights = Weights.initialise(NETWORK, initialisation, 1);
        checkDistribution(weights.get("conv.weight"), Math.sqrt(scale / convFan), uniform);
        checkDistribution(weights.get("fc.weight"), Math.sqrt(scale / fcFan), uniform);
    }

    /** Moments against those of the distribution, four standard errors apart at most. */
    private static void checkDistribution(Tensor tensor, double deviation, boolean uniform) {
        int n = tensor.data().length;
        double sum = 0;
        double squares = 0;
        double fourths = 0;
        double largest = 0;
        for (float x : tensor.data()) {
            double z = x / deviation;
            sum += z;
            squares += z * z;
            fourths += z * z * z * z;
            largest = Math.max(largest, Math.abs(z));
        }
        double kurtosis = uniform ? 1.8 : 3;
        assertThat(sum / n).isCloseTo(0, within(4 / Math.sqrt(n)));
        assertThat(squares / n).isCloseTo(1, within(4 * Math.sqrt((kurtosis - 1) / n)));
        assertThat(fourths / n).isCloseTo(kurtosis, within(0.25));
        if (uniform) {
            assertThat(largest).isBetween(1.72, Math.sqrt(3) * (1 + 1e-6));
        } else {
            assertThat(largest).isBetween(3.5, 7.0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everythingElseStartsNeutral(Initialisation initialisation) {
        Weights weights = Weights.initialise(NETWORK, initialisation, 1);
        assertThat(weights.get("bn.weight").data()).containsOnly(1);
        assertThat(weights.get("bn.bias").data()).containsOnly(0);
        assertThat(weights.get("bn.running_mean").data()).containsOnly(0);
        assertThat(weights.get("bn.running_var").data()).containsOnly(1);
        assertThat(weights.get("prelu.weight").data()).containsOnly(0.25f);
        if (initialisation != Initialisation.PYTORCH) {
            assertThat(weights.get("conv.bias").data()).containsOnly(0);
            assertThat(weights.get("fc.bias").data()).containsOnly(0);
        }
    }

    @Test
    void pytorchsBiasesLieWithinTheFanOfTheirWeight() {
        Weights weights = Weights.initialise(NETWORK, Initialisation.PYTORCH, 1);
        assertThat(largest(weights.get("conv.bias")))
                .isBetween(0.95f / Math.sqrt(1152), 1 / Math.sqrt(1152));
        assertThat(largest(weights.get("fc.bias")))
                .isBetween(0.9f / Math.sqrt(256), 1 / Math.sqrt(256));
    }

    private static double largest(Tensor tensor) {
        double largest = 0;
        for (float x : tensor.data()) {
            largest = Math.max(largest, Math.abs(x));
        }
        return largest;
    }

    @Test
    void aSeedGivesTheSameNumbersWhateverElseTheNetworkHas() {
        Weights weights = Weights.initialise(NETWORK, Initialisation.HE, 7);
        assertThat(Weights.initialise(NETWORK, Initialisation.HE, 7)).isEqualTo(weights);
        Network other =
                Network.input(128, 1, 1)
                        .then("first", Conv2d.of(3, 1))
                        .then("flatten", new Flatten())
                        .then("reduce", Dense.of(256))
                        .then("fc", Dense.of(96));
        assertThat(Weights.initialise(other, Initialisation.HE, 7).get("fc.weight"))
                .isEqualTo(weights.get("fc.weight"));
    }

    @Test
    void streamsOfOtherSeedsNamesAndChunksDiffer() {
        Network network =
                Network.input(Shape.of(1024)).then("a", Dense.of(1024)).then("b", Dense.of(1024));
        Weights weights = Weights.initialise(network, Initialisation.HE, 1);
        float[] a = weights.get("a.weight").data();
        assertThat(correlation(a, weights.get("b.weight").data())).isCloseTo(0, within(0.004));
        for (long seed : new long[] {0, 2, -1, 1L << 40}) {
            float[] other =
                    Weights.initialise(network, Initialisation.HE, seed).get("a.weight").data();
            assertThat(correlation(a, other)).isCloseTo(0, within(0.004));
        }
        int quarter = a.length / 4;
        for (int i = 1; i < 4; i++) {
            float[] first = Arrays.copyOf(a, quarter);
            float[] later = Arrays.copyOfRange(a, i * quarter, (i + 1) * quarter);
            assertThat(correlation(first, later)).isCloseTo(0, within(0.008));
        }
    }

    private static double correlation(float[] a, float[] b) {
        double products = 0;
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            products += a[i] * b[i];
            squares += a[i] * a[i];
        }
        return products / squares;
    }

    @Test
    void isFoundByItsName() {
        for (Initialisation initialisation : Initialisation.values()) {
            assertThat(Initialisation.of(initialisation.toString())).isSameAs(initialisation);
            assertThat(Initialisation.of(initialisation.name())).isSameAs(initialisation);
        }
        assertThat(Initialisation.HE_FAN_OUT).hasToString("he-fan-out");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Initialisation.of("xavier"))
                .withMessageStartingWith("Initialisation: there is no 'xavier', use one of ")
                .withMessageContainingAll("glorot", "he, ", "pytorch");
    }

    @Test
    void fansOfGroupedConvolutionsAreCountedAsPytorchCountsThem() {
        // torch.nn.init._calculate_fan_in_and_fan_out of Conv2d(8, 16, 3, groups=4): 18 and 144
        Shape weight =
                Conv2d.of(16, 3)
                        .withGroups(4)
                        .parameters(List.of(Shape.of(5, 5, 8)))
                        .getFirst()
                        .shape();
        assertThat(Initialisation.LECUN.deviation(weight))
                .isCloseTo(Math.sqrt(1.0 / 18), within(1e-9));
        assertThat(Initialisation.HE_FAN_OUT.deviation(weight))
                .isCloseTo(Math.sqrt(2.0 / 144), within(1e-9));
    }
}
