package dev.fovea.app.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fovea.train.ParameterGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRatesTest {
    @Test
    void oneForAllAndSomeForPatterns() {
        assertThat(LearningRates.parse(null).rest()).isNull();
        assertThat(LearningRates.parse("1e-3").rest()).isEqualTo(1e-3f);
        assertThat(LearningRates.parse("1e-3").groups()).isEmpty();
        LearningRates both = LearningRates.parse("0.001, classifier.*=0.01,features.*=0.1");
        assertThat(both.rest()).isEqualTo(0.001f);
        assertThat(both.groups())
                .containsExactly(
                        new ParameterGroup("classifier.*", 0.01f),
                        new ParameterGroup("features.*", 0.1f));
        assertThat(LearningRates.parse("fc.*=0.5").rest()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "fast | 'fast' is no number",
                "0.1, | '' is no number",
                "0.1,0.2 | there are two rates without a pattern",
                "=0.2 | a pattern is missing before =",
                "fc.*=x | 'x' is no number"
            })
    void whatIsWrongIsSaid(String text, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LearningRates.parse(text))
                .withMessageStartingWith("--lr '" + text + "': " + problem + "; use RATE, or ");
    }
}
