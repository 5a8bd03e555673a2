package dev.fovea.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fovea.image.Preprocessing;
import dev.fovea.image.ResizeRule;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.zoo.Zoo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelTest {
    private static final Network NETWORK = Zoo.network("mlp-8x1");
    private static final Weights WEIGHTS = Weights.initialise(NETWORK, Initialisation.HE, 1);
    private static final Preprocessing PREPROCESSING = Preprocessing.unit(28, 28, 1);
    private static final List<String> LABELS =
            List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    @Test
    void holdsProvenanceAsJsonGivesIt() {
        var provenance = new HashMap<String, Object>();
        provenance.put("seed", 7);
        provenance.put("loss", 0.1f);
        Model model = Model.of(NETWORK, WEIGHTS, PREPROCESSING, LABELS).withProvenance(provenance);
        provenance.clear();
        assertThat(model.provenance()).isEqualTo(Map.of("seed", 7L, "loss", 0.1));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> model.provenance().clear());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.withProvenance(Map.of("loss", Double.NaN)))
                .withMessage("JSON: numbers must be finite, got NaN");
    }

    @Test
    void namesClasses() {
        Model model = Model.of(NETWORK, WEIGHTS, PREPROCESSING, LABELS);
        assertThat(model.label(3)).isEqualTo("3");
        assertThat(model.withLabels(List.of()).label(3)).isEqualTo("class 3");
        assertThat(model)
                .hasToString("mlp-8x1: 28x28x1 -> 10, 4 nodes; 4 tensors, 6370 numbers; 10 labels");
    }

    @Test
    void refusesPartsThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Model.of(NETWORK, WEIGHTS, PREPROCESSING, List.of("a", "b")))
                .withMessage(
                        "Model: the network mlp-8x1 has 10 outputs, there are 2 labels; give one a class, or none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Model.of(NETWORK, WEIGHTS, Preprocessing.unit(32, 28, 1), LABELS))
                .withMessage(
                        "Model: the network mlp-8x1 reads 28x28x1, the preprocessing makes 32x28x1 with 1 channel");
        Preprocessing anySize = Preprocessing.unit(28, 28, 3).withResize(new ResizeRule.None());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Model.of(NETWORK, WEIGHTS, anySize, LABELS))
                .withMessage(
                        "Model: the network mlp-8x1 reads 28x28x1, the preprocessing makes pictures of any size with"
                                + " 3 channels");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Model.of(Zoo.network("mlp-8x2"), WEIGHTS, PREPROCESSING, LABELS))
                .withMessageStartingWith(
                        "the weights do not fit the network mlp-8x2: 2 missing, 0 unexpected, 2 misshapen");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Model.of(NETWORK, WEIGHTS, PREPROCESSING, LABELS)
                                .withWeights(Weights.of(Map.of())))
                .withMessageContaining("4 missing");
    }
}
