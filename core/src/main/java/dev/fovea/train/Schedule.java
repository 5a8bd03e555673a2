package dev.fovea.train;

/**
 * How the learning rate changes during a run: a factor on the optimizer's rate, worked out from the
 * step alone, so that a resumed run needs nothing but its step.
 */
public sealed interface Schedule {
    /**
     * The factor for a step.
     *
     * @param step 0 .. total - 1
     * @param total steps of the whole run
     * @param stepsPerEpoch steps of one epoch
     */
    double factor(long step, long total, long stepsPerEpoch);

    Schedule CONSTANT = new Constant();

    /** Always 1. */
    record Constant() implements Schedule {
        @Override
        public double factor(long step, long total, long stepsPerEpoch) {
            return 1;
        }
    }

    /**
     * Multiplied by {@code gamma} every {@code epochs} epochs (PyTorch's StepLR).
     *
     * @param gamma above 0
     */
    record Step(int epochs, double gamma) implements Schedule {
        public Step {
            Checks.atLeastOne("Step schedule", "epochs", epochs);
            Checks.notNegative("Step schedule", "gamma", gamma);
        }

        @Override
        public double factor(long step, long total, long stepsPerEpoch) {
            return Math.pow(gamma, (double) Math.floorDiv(step / stepsPerEpoch, epochs));
        }
    }

    /**
     * Half a cosine from 1 to {@code floor} over the run (Loshchilov and Hutter 2017, arXiv
     * 1608.03983, without restarts).
     *
     * @param floor the last factor, 0 .. 1
     */
    record Cosine(double floor) implements Schedule {
        public Cosine {
            Checks.range("Cosine schedule", "floor", floor, 0, 1);
        }

        @Override
        public double factor(long step, long total, long stepsPerEpoch) {
            return floor + (1 - floor) * (1 + Math.cos(Math.PI * step / total)) / 2;
        }
    }

    /**
     * A straight line from near 0 to 1 over the first steps, then another schedule over the rest
     * (Goyal et al. 2017, arXiv 1706.02677, section 2.2).
     *
     * @param epochs how long it warms up; fractions are allowed
     */
    record WarmUp(double epochs, Schedule then) implements Schedule {
        public WarmUp {
            Checks.notNegative("WarmUp schedule", "epochs", epochs);
        }

        @Override
        public double factor(long step, long total, long stepsPerEpoch) {
            long warm = Math.min(total - 1, Math.round(epochs * stepsPerEpoch));
            if (step < warm) {
                return (step + 1.0) / (warm + 1.0);
            }
            return then.factor(step - warm, total - warm, stepsPerEpoch);
        }
    }

    /**
     * Up by half a cosine from {@code 1 / divide} to 1 during the first {@code rise} of the run,
     * then down to {@code 1 / (divide finalDivide)} (Smith and Topin 2018, arXiv 1708.07120, in
     * PyTorch's OneCycleLR form; momentum stays).
     *
     * @param rise part of the run that rises, 0 .. 1
     * @param divide how much smaller the first rate is
     * @param finalDivide how much smaller than the first the last is
     */
    record OneCycle(double rise, double divide, double finalDivide) implements Schedule {
        public OneCycle {
            Checks.range("OneCycle schedule", "rise", rise, 0, 1);
            Checks.range("OneCycle schedule", "divide", divide, 1, 1e9);
            Checks.range("OneCycle schedule", "final divide", finalDivide, 1, 1e9);
        }

        /** PyTorch's defaults: 0.3, 25, 10,000. */
        public static OneCycle of() {
            return new OneCycle(0.3, 25, 1e4);
        }

        @Override
        public double factor(long step, long total, long stepsPerEpoch) {
            double peak = rise * total - 1;
            double last = total - 1.0;
            double start = 1 / divide;
            if (step <= peak) {
                return between(start, 1, peak <= 0 ? 1 : step / peak);
            }
            return between(
                    1, start / finalDivide, last <= peak ? 1 : (step - peak) / (last - peak));
        }

        private static double between(double from, double to, double part) {
            return to + (from - to) / 2 * (1 + Math.cos(Math.PI * part));
        }
    }
}
