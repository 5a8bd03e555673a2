package dev.fovea.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionTest {
    private static final List<Float> PROBABILITIES = List.of(0.25f, 0.5f, 0.25f);

    @Test
    void theMostProbableClassesComeFirst() {
        var prediction = new Prediction(PROBABILITIES, PROBABILITIES, List.of("a", "b", "c"));
        assertThat(prediction.top(2))
                .extracting(Prediction.Ranked::label)
                .containsExactly("b", "a");
    }

    @Test
    void aClassWithoutANameIsCalledByItsNumber() {
        var prediction = new Prediction(PROBABILITIES, PROBABILITIES, List.of());
        assertThat(prediction.best()).isEqualTo(new Prediction.Ranked("class 1", 1, 0.5f));
    }
}
