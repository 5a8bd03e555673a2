package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Against PyTorch: resources/dev/fovea/train/make_golden.py printed the rates. */
class ScheduleTest {
    private static void assertRates(
            Schedule schedule, long total, long stepsPerEpoch, double... expected) {
        for (int step = 0; step < expected.length; step++) {
            assertThat(schedule.factor(step, total, stepsPerEpoch))
                    .as("step " + step)
                    .isCloseTo(expected[step], within(1e-7));
        }
    }

    @Test
    void oneCycle() {
        assertRates(
                Schedule.OneCycle.of(),
                10,
                5,
                0.04,
                0.52,
                1,
                0.95048463,
                0.81174565,
                0.61126202,
                0.38874198,
                0.18825835,
                0.04951937,
                0.000004);
    }

    @Test
    void cosine() {
        assertRates(
                new Schedule.Cosine(0.1),
                10,
                1,
                1,
                0.97797543,
                0.91405765,
                0.81450336,
                0.68905765,
                0.55,
                0.41094235,
                0.28549664,
                0.18594235,
                0.12202457);
    }

    @Test
    void step() {
        assertRates(new Schedule.Step(2, 0.5), 6, 1, 1, 1, 0.5, 0.5, 0.25, 0.25);
        assertRates(new Schedule.Step(1, 0.1), 6, 3, 1, 1, 1, 0.1, 0.1, 0.1);
    }

    @Test
    void warmUpRisesInAStraightLineAndThenStartsTheOther() {
        assertRates(
                new Schedule.WarmUp(0.5, new Schedule.Step(1, 0.5)),
                20,
                4,
                1 / 3.0,
                2 / 3.0,
                1,
                1,
                1,
                1,
                0.5);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new Schedule.Cosine(2))
                .hasMessage("Cosine schedule: floor must lie in 0.0 .. 1.0, got 2.0");
    }
}
