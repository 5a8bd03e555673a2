package dev.fovea.image;

/**
 * Mixing two pictures and their classes (Zhang et al., "mixup: beyond empirical risk minimization",
 * ICLR 2018): {@code x = lambda x1 + (1 - lambda) x2}, and the same with the targets. Here is only
 * the chance in it; the mixing belongs to whoever makes batches.
 *
 * @param alpha of the distribution Beta(alpha, alpha); 0 for no mixing
 */
public record Mixup(double alpha) {
    /** No mixing. */
    public static final Mixup NONE = new Mixup(0);

    private static final int ATTEMPTS = 10_000;

    /** Keeps the numbers of batch i apart from those of sample i. */
    private static final long STREAM = 0x6D69787570L;

    public Mixup {
        Augmentation.require(
                alpha >= 0 && alpha <= 100, "the alpha of mixup lies between 0 and 100", alpha);
    }

    /** False if nothing is mixed. */
    public boolean isActive() {
        return alpha > 0;
    }

    /** The weight of the first picture, 0 to 1, for one batch; 1 if nothing is mixed. */
    public double lambda(long seed, long epoch, long batch) {
        if (!isActive()) {
            return 1;
        }
        SampleRandom random = SampleRandom.of(seed ^ STREAM, epoch, batch);
        if (alpha <= 1) {
            return joehnk(random);
        }
        double first = gamma(random);
        return first / (first + gamma(random));
    }

    /**
     * Joehnk's method for small alpha (Devroye, "Non-uniform random variate generation", 1986,
     * IX.3.5), in logarithms because {@code u^(1/alpha)} underflows.
     */
    private double joehnk(SampleRandom random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double logX = StrictMath.log(1 - random.uniform()) / alpha;
            double logY = StrictMath.log(1 - random.uniform()) / alpha;
            double larger = Math.max(logX, logY);
            double logSum =
                    larger
                            + StrictMath.log(
                                    StrictMath.exp(logX - larger) + StrictMath.exp(logY - larger));
            if (logSum <= 0) {
                return StrictMath.exp(logX - logSum);
            }
        }
        throw new AssertionError("each attempt succeeds with a chance of at least one half");
    }

    /** Gamma(alpha) for alpha of at least 1 (Marsaglia and Tsang 2000). */
    private double gamma(SampleRandom random) {
        double d = alpha - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double x = normal(random);
            double v = 1 + c * x;
            v = v * v * v;
            double u = 1 - random.uniform();
            if (v > 0 && StrictMath.log(u) < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
                return d * v;
            }
        }
        throw new AssertionError("each attempt succeeds with a chance of at least 95 %");
    }

    /** A normal number (Box and Muller 1958). */
    private static double normal(SampleRandom random) {
        double radius = Math.sqrt(-2 * StrictMath.log(1 - random.uniform()));
        return radius * StrictMath.cos(2 * Math.PI * random.uniform());
    }

    /** {@code mixup:0.2}. */
    @Override
    public String toString() {
        return "mixup:" + Numbers.plain(alpha);
    }
}
