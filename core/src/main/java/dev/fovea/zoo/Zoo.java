package dev.fovea.zoo;

import dev.fovea.nn.Network;
import dev.fovea.tensor.Shape;
import dev.fovea.text.Nearest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The networks that come with Fovea. All end in logits, one number a class; a softmax over them
 * gives the probabilities.
 */
public final class Zoo {
    private static final Pattern MLP = Pattern.compile("mlp-([1-9]\\d{0,5})x([1-9]\\d{0,2})");

    private static final Shape IMAGENET = Shape.of(224, 224, 3);
    private static final Shape CIFAR = Shape.of(32, 32, 3);
    private static final Shape MNIST = Shape.of(28, 28, 1);

    private static final String VGG = "Simonyan and Zisserman 2014, configuration ";
    private static final String VGG_BN = " with batch norm behind every convolution";

    private static final List<Recipe> RECIPES =
            List.of(
                    recipe("small-cnn", MNIST, 10, SmallNets::cnn, "two pairs of 3x3 convolutions"),
                    recipe(
                            "small-vgg",
                            MNIST,
                            10,
                            SmallNets::vgg,
                            "small-cnn with batch norm and dropout"),
                    recipe(
                            "lenet5",
                            MNIST,
                            10,
                            SmallNets::leNet5,
                            "LeCun et al. 1998, with relu and max pooling"),
                    recipe(
                            "mlp-128x3",
                            MNIST,
                            10,
                            (input, classes) -> mlp(input, repeat(128, 3), classes),
                            "fully connected with relu; any mlp-WIDTHxDEPTH of hidden layers"),
                    recipe("vgg11", IMAGENET, 1000, Vgg.builder(11, false), VGG + "A"),
                    recipe("vgg13", IMAGENET, 1000, Vgg.builder(13, false), VGG + "B"),
                    recipe("vgg16", IMAGENET, 1000, Vgg.builder(16, false), VGG + "D"),
                    recipe("vgg19", IMAGENET, 1000, Vgg.builder(19, false), VGG + "E"),
                    recipe("vgg11_bn", IMAGENET, 1000, Vgg.builder(11, true), "vgg11" + VGG_BN),
                    recipe("vgg13_bn", IMAGENET, 1000, Vgg.builder(13, true), "vgg13" + VGG_BN),
                    recipe("vgg16_bn", IMAGENET, 1000, Vgg.builder(16, true), "vgg16" + VGG_BN),
                    recipe("vgg19_bn", IMAGENET, 1000, Vgg.builder(19, true), "vgg19" + VGG_BN),
                    recipe(
                            "resnet18",
                            IMAGENET,
                            1000,
                            ResNet::imageNet18,
                            "He et al. 2015, 18 layers"),
                    recipe(
                            "resnet20",
                            CIFAR,
                            10,
                            ResNet::cifar20,
                            "He et al. 2015, section 4.2, 20 layers for CIFAR-10"),
                    recipe(
                            "squeezenet1_0",
                            IMAGENET,
                            1000,
                            SqueezeNet::version10,
                            "Iandola et al. 2016, table 1"),
                    recipe(
                            "squeezenet1_1",
                            IMAGENET,
                            1000,
                            SqueezeNet::version11,
                            "Iandola et al. 2016, version 1.1"),
                    recipe(
                            "mobilenet_v2",
                            IMAGENET,
                            1000,
                            MobileNetV2::network,
                            "Sandler et al. 2018, width 1.0"));

    private Zoo() {}

    /**
     * What there is to know of a network before it is built.
     *
     * @param name what {@link Zoo#network} takes
     * @param input the shape of one sample it is made for, where nothing else is said
     * @param classes how many classes it tells apart, where nothing else is said
     * @param description one line, with the source
     */
    public record Entry(String name, Shape input, int classes, String description) {
        /** The network for its own input and classes. */
        public Network network() {
            return Zoo.network(name, input, classes);
        }
    }

    /** Builds a network for an input and a number of classes. */
    interface Builder {
        Network build(Shape input, int classes);
    }

    private record Recipe(Entry entry, Builder builder) {}

    private static Recipe recipe(
            String name, Shape input, int classes, Builder builder, String description) {
        return new Recipe(new Entry(name, input, classes, description), builder);
    }

    /** All networks by name, the small ones first. */
    public static List<Entry> entries() {
        return RECIPES.stream().map(Recipe::entry).toList();
    }

    /** The names of all networks, the small ones first. */
    public static List<String> names() {
        return RECIPES.stream().map(recipe -> recipe.entry().name()).toList();
    }

    /**
     * What there is to know of the network called {@code name}; an MLP of any size has an entry.
     *
     * @throws IllegalArgumentException if there is none; it lists all names, the nearest first
     */
    public static Entry entry(String name) {
        return recipe(name).entry();
    }

    /**
     * The network called {@code name} for its own input and classes.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Network network(String name) {
        return entry(name).network();
    }

    /**
     * The network called {@code name}.
     *
     * @param input the shape of one sample, {@code H x W x C}
     * @param classes the number of logits, at least 1
     * @throws IllegalArgumentException if there is no such network, or no class; the message lists
     *     all names, the nearest first
     * @throws dev.fovea.nn.ShapeException if the network cannot work on such an input
     */
    public static Network network(String name, Shape input, int classes) {
        Builder builder = recipe(name).builder();
        if (classes < 1) {
            throw new IllegalArgumentException(name + ": needs at least one class, got " + classes);
        }
        return builder.build(input, classes).withName(name);
    }

    /**
     * Fully connected layers with relu between them.
     *
     * @param input a map, which is flattened, or a vector
     * @param widths the units of each hidden layer, first to last
     * @param classes the units of the output layer
     */
    public static Network mlp(Shape input, List<Integer> widths, int classes) {
        return SmallNets.mlp(input, widths, classes);
    }

    private static Recipe recipe(String name) {
        for (Recipe recipe : RECIPES) {
            if (recipe.entry().name().equals(name)) {
                return recipe;
            }
        }
        Matcher sizes = MLP.matcher(name);
        if (sizes.matches()) {
            List<Integer> widths =
                    repeat(Integer.parseInt(sizes.group(1)), Integer.parseInt(sizes.group(2)));
            return recipe(
                    name,
                    MNIST,
                    10,
                    (input, classes) -> mlp(input, widths, classes),
                    "fully connected with relu, "
                            + widths.size()
                            + " hidden layers of "
                            + widths.getFirst());
        }
        throw new IllegalArgumentException(
                "there is no network '"
                        + name
                        + "' in the zoo, use one of "
                        + String.join(", ", Nearest.first(name, names()))
                        + " (mlp-WIDTHxDEPTH takes any width and depth)");
    }

    private static List<Integer> repeat(int width, int depth) {
        return Collections.nCopies(depth, width);
    }
}
