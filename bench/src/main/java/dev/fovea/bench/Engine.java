package dev.fovea.bench;

import dev.fovea.bench.task.Task;
import java.util.List;
import java.util.Locale;

/** A program that does the tasks, with one of its settings. */
enum Engine {
    FOVEA("fovea", "", "dev.fovea.bench.fovea.FoveaWorker"),
    ORT("ort", "", "dev.fovea.bench.ort.OrtWorker"),
    LIBTORCH("libtorch", "plain", "dev.fovea.bench.libtorch.LibTorchWorker"),
    LIBTORCH_LAST("libtorch", "channels-last", "dev.fovea.bench.libtorch.LibTorchWorker"),
    LIBTORCH_PACKED("libtorch", "packed", "dev.fovea.bench.libtorch.LibTorchWorker"),
    DJL("djl", "", "dev.fovea.bench.djl.DjlWorker"),
    MKL("blas", "mkl", "dev.fovea.bench.blas.BlasWorker"),
    OPENBLAS("blas", "openblas", "dev.fovea.bench.blas.BlasWorker");

    /** What {@code --peers} and the folder of its module call it. */
    private final String peer;

    private final String variant;
    private final String main;

    Engine(String peer, String variant, String main) {
        this.peer = peer;
        this.variant = variant;
        this.main = main;
    }

    String peer() {
        return peer;
    }

    String variant() {
        return variant;
    }

    String main() {
        return main;
    }

    /** As results call it. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it takes part in a task. */
    boolean does(Task task) {
        return switch (this) {
            case FOVEA, LIBTORCH -> true;
            case ORT -> task instanceof Task.Inference || task instanceof Task.FirstPrediction;
            // Packed tensors have no gradient, and no relu6 (MobileNet).
            case LIBTORCH_PACKED ->
                    switch (task) {
                        case Task.Inference inference ->
                                !inference.network().startsWith("mobilenet");
                        case Task.Layer layer -> layer.pass() == Task.Pass.FORWARD;
                        case Task.Product _ -> true;
                        default -> false;
                    };
            case LIBTORCH_LAST ->
                    switch (task) {
                        case Task.Inference inference ->
                                inference.network().startsWith("mobilenet");
                        case Task.Layer _ -> true;
                        default -> false;
                    };
            case DJL ->
                    switch (task) {
                        case Task.Inference inference -> inference.network().equals("vgg16");
                        case Task.FirstPrediction _, Task.SmallTraining _, Task.TrainingStep _ ->
                                true;
                        default -> false;
                    };
            case MKL, OPENBLAS -> task instanceof Task.Product;
        };
    }

    /** The names {@code --peers} takes. */
    static List<String> peers() {
        return List.of("ort", "libtorch", "djl", "blas");
    }
}
