package dev.fovea.app.cli;

import dev.fovea.app.train.RunSettings;
import dev.fovea.app.train.ScheduleSyntax;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what is trained and how; a resumed run takes them from its folder. */
final class TrainArguments {
    /** How bad pictures are met. */
    enum BadPicture {
        SKIP,
        FAIL
    }

    @Option(
            names = "--data",
            paramLabel = "DATA",
            defaultValue = "embedded",
            description =
                    "A folder with one folder a class (or train, val and test with those), IDX or CIFAR files, fashion-mnist, mnist, cifar10, cifar100, or embedded: 10,000 + 2,000 pictures of Fashion-MNIST (default: ${DEFAULT-VALUE}).")
    private String data;

    @Option(
            names = "--arch",
            paramLabel = "ARCH",
            defaultValue = "",
            description =
                    "A network of the zoo (small-vgg, lenet5, resnet18, vgg16 ...) or a JSON file (default: small-vgg).")
    private String arch;

    @Option(
            names = "--from",
            paramLabel = "MODEL",
            defaultValue = "",
            description =
                    "Start from a trained model of any format (--arch: the structure, if its file holds only numbers); for other classes its last layer is replaced.")
    private String from;

    @Option(
            names = "--preprocess",
            paramLabel = "PRESET",
            description =
                    "With --from: how pictures are prepared, as in predict: torchvision, caffe, tf, unit:HxWxC or a JSON file (default: what the model says).")
    private @Nullable String preprocess;

    @Option(
            names = "--image-size",
            paramLabel = "N",
            defaultValue = "0",
            description = "Height and width the network reads (default: follows data and network).")
    private int imageSize;

    @Option(names = "--strict", description = "Refuse windows that leave rows or columns unread.")
    private boolean strict;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "8",
            description = "Passes over the training pictures (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "64",
            description = "Pictures a step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            defaultValue = "adam",
            description = "sgd, nesterov, adam, adamw, rmsprop (default: ${DEFAULT-VALUE}).")
    private String optimizer;

    @Option(
            names = "--lr",
            paramLabel = "RATES",
            description =
                    "Learning rate, and after commas PATTERN=RATE for some weights by their names: 0.001,classifier.*=0.01; the first pattern that matches decides (default: 0.001; sgd and nesterov 0.05).")
    private @Nullable String learningRate;

    @Option(
            names = "--momentum",
            paramLabel = "M",
            description = "Of sgd, nesterov (default: 0.9) and rmsprop (default: 0).")
    private @Nullable Float momentum;

    @Option(
            names = "--weight-decay",
            paramLabel = "D",
            description = "L2, for adamw decoupled (default: 0; adamw 0.01).")
    private @Nullable Float weightDecay;

    @Option(
            names = "--schedule",
            paramLabel = "SCHEDULE",
            defaultValue = "cosine",
            description =
                    "Of the learning rate: "
                            + ScheduleSyntax.FORMS
                            + " (default: ${DEFAULT-VALUE}).")
    private String schedule;

    @Option(
            names = "--augment",
            paramLabel = "STEPS",
            defaultValue = "none",
            description =
                    "Changes to training pictures: flip, crop:4, resized-crop:224, shift:0.1, rotate:10, scale:0.1, color:0.2, erase:0.25, joined by commas (default: ${DEFAULT-VALUE}).")
    private String augment;

    @Option(
            names = "--mixup",
            paramLabel = "ALPHA",
            defaultValue = "0",
            description = "Mixes pairs of pictures; 0.2 is usual (default: off).")
    private double mixup;

    @Option(
            names = "--label-smoothing",
            paramLabel = "X",
            defaultValue = "0",
            description = "Part of the target that goes to all classes; 0.1 is usual (default: 0).")
    private float labelSmoothing;

    @Option(
            names = "--clip",
            paramLabel = "NORM",
            defaultValue = "0",
            description = "Largest norm of the gradients together (default: no limit).")
    private float clip;

    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Stop after N epochs without a better validation accuracy (default: never).")
    private int patience;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of everything random; the same seed gives the same bits (default: 1).")
    private long seed;

    @Option(
            names = "--freeze",
            paramLabel = "PATTERN",
            description =
                    "Parameters that are not trained, by the names of the weights, such as 'features.*'; may be repeated. Without --augment what comes before the trained part is computed once.")
    private @Nullable List<String> freeze;

    @Option(
            names = "--checkpoint-steps",
            paramLabel = "N",
            defaultValue = "0",
            description = "Steps between checkpoints inside an epoch (default: only after epochs).")
    private int checkpointSteps;

    @Option(
            names = "--keep-every",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Keep the checkpoint of every Nth epoch as well (default: only the last).")
    private int keepEvery;

    @Option(
            names = "--on-bad-picture",
            paramLabel = "skip|fail",
            defaultValue = "skip",
            description = "What a picture does that cannot be read (default: ${DEFAULT-VALUE}).")
    private BadPicture onBadPicture;

    RunSettings settings(String dataRoot) {
        return new RunSettings(
                data,
                dataRoot,
                arch,
                from,
                preprocess,
                imageSize,
                strict,
                epochs,
                batch,
                optimizer,
                learningRate,
                momentum,
                weightDecay,
                schedule,
                augment,
                mixup,
                labelSmoothing,
                clip,
                patience,
                seed,
                freeze == null ? List.of() : freeze,
                checkpointSteps,
                keepEvery,
                onBadPicture == BadPicture.FAIL);
    }
}
