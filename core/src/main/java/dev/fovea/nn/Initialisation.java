package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import dev.fovea.text.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How the weights of convolutions and fully connected layers are drawn before training: with mean 0
 * and variance {@code scale / fan}.
 *
 * <p>Fan in is the number of products in one output, fan out that of the outputs of one input, as
 * PyTorch counts them for a weight {@code O x I x H x W}: {@code I H W} and {@code O H W} (groups
 * do not enter). Whatever is chosen, batch norm starts as the identity (scale 1, shift 0, mean 0,
 * variance 1), slopes of {@link PRelu} at 0.25, and biases at 0, except with {@link #PYTORCH}.
 */
public enum Initialisation {
    /**
     * Normal, 2 / fan in: keeps the variance through relu (He et al. 2015, arXiv 1502.01852, eq.
     * 10).
     */
    HE(2, Fan.IN, false),
    /** Uniform, 2 / fan in. */
    HE_UNIFORM(2, Fan.IN, true),
    /**
     * Normal, 2 / fan out: keeps the variance of gradients (eq. 14); torchvision's ResNet and VGG.
     */
    HE_FAN_OUT(2, Fan.OUT, false),
    /** Uniform, 2 / fan out. */
    HE_FAN_OUT_UNIFORM(2, Fan.OUT, true),
    /** Normal, 2 / (fan in + fan out) (Glorot and Bengio 2010, eq. 12): for tanh. */
    GLOROT(1, Fan.AVERAGE, false),
    /** Uniform, 2 / (fan in + fan out) (Glorot and Bengio 2010, eq. 16): what Keras does. */
    GLOROT_UNIFORM(1, Fan.AVERAGE, true),
    /** Normal, 1 / fan in (LeCun et al. 1998, "Efficient BackProp", eq. 16). */
    LECUN(1, Fan.IN, false),
    /** Uniform, 1 / fan in. */
    LECUN_UNIFORM(1, Fan.IN, true),
    /**
     * What PyTorch's Conv2d and Linear do: weights and biases uniform within {@code +-1 / sqrt(fan
     * in)}, fan in being the weight's for both.
     */
    PYTORCH(1f / 3, Fan.IN, true);

    private enum Fan {
        IN,
        OUT,
        AVERAGE
    }

    private final double scale;
    private final Fan fan;
    private final boolean uniform;

    Initialisation(double scale, Fan fan, boolean uniform) {
        this.scale = scale;
        this.fan = fan;
        this.uniform = uniform;
    }

    /**
     * The initialisation called so, whatever the case, with dashes or underscores: {@code
     * he-fan-out}.
     *
     * @throws IllegalArgumentException if there is none; it lists them, the nearest first
     */
    public static Initialisation of(String name) {
        String wanted = name.toLowerCase(Locale.ROOT).replace('_', '-');
        List<String> names = Arrays.stream(values()).map(Initialisation::toString).toList();
        int index = names.indexOf(wanted);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "Initialisation: there is no '"
                            + name
                            + "', use one of "
                            + String.join(", ", Nearest.first(wanted, names)));
        }
        return values()[index];
    }

    /** {@code he-fan-out}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The standard deviation of the weights of a convolution {@code O x I x H x W} or a fully
     * connected layer {@code out x in}.
     */
    public double deviation(Shape weight) {
        return Math.sqrt(scale / fan(weight));
    }

    /** Whether weights are drawn uniformly, from {@code +-sqrt(3)} deviations, or normally. */
    public boolean isUniform() {
        return uniform;
    }

    private double fan(Shape weight) {
        int in = fanIn(weight);
        int out = weight.size() / weight.extent(1);
        return switch (fan) {
            case IN -> in;
            case OUT -> out;
            case AVERAGE -> ((double) in + out) / 2;
        };
    }

    /** The number of products in one output of a weight {@code O x I ...}. */
    static int fanIn(Shape weight) {
        return weight.size() / weight.extent(0);
    }
}
