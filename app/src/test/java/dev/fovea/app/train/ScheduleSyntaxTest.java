package dev.fovea.app.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.train.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleSyntaxTest {
    @Test
    void everyForm() {
        assertThat(ScheduleSyntax.parse("constant")).isEqualTo(Schedule.CONSTANT);
        assertThat(ScheduleSyntax.parse("step:3")).isEqualTo(new Schedule.Step(3, 0.1));
        assertThat(ScheduleSyntax.parse("step:3:0.5")).isEqualTo(new Schedule.Step(3, 0.5));
        assertThat(ScheduleSyntax.parse("cosine")).isEqualTo(new Schedule.Cosine(0));
        assertThat(ScheduleSyntax.parse("cosine:0.1")).isEqualTo(new Schedule.Cosine(0.1));
        assertThat(ScheduleSyntax.parse("onecycle")).isEqualTo(Schedule.OneCycle.of());
        assertThat(ScheduleSyntax.parse("onecycle:0.2"))
                .isEqualTo(new Schedule.OneCycle(0.2, 25, 1e4));
        assertThat(ScheduleSyntax.parse("warmup:0.5"))
                .isEqualTo(new Schedule.WarmUp(0.5, Schedule.CONSTANT));
        assertThat(ScheduleSyntax.parse("warmup:1+step:3"))
                .isEqualTo(new Schedule.WarmUp(1, new Schedule.Step(3, 0.1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "linear",
                "step",
                "step:x",
                "step:1.5",
                "step:1:2:3",
                "constant:1",
                "cosine+step:2",
                "warmup:1+",
                "cosine:"
            })
    void anythingElseIsRefusedWithTheForms(String text) {
        assertThatThrownBy(() -> ScheduleSyntax.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schedule '")
                .hasMessageEndingWith(ScheduleSyntax.FORMS);
    }
}
