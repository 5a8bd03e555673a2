package dev.fovea.bench;

import dev.fovea.bench.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Tasks that are measured together and fill one section of the document. */
enum Suite {
    VGG16(new Task.Inference("vgg16", 1), new Task.Inference("vgg16", 16)),
    TRAIN(new Task.TrainingStep("vgg16", 8)),
    SMALL(new Task.SmallTraining(64)),
    LAYERS(layers().toArray(Task[]::new)),
    NETS(
            new Task.Inference("resnet18", 1),
            new Task.Inference("resnet18", 16),
            new Task.Inference("mobilenet_v2", 1),
            new Task.Inference("mobilenet_v2", 16)),
    GEMM(
            new Task.Product(2048, 2048, 2048, false),
            new Task.Product(1, 25088, 4096, true),
            new Task.Product(16, 25088, 4096, true),
            new Task.Product(16, 4096, 4096, true)),
    START(new Task.FirstPrediction("vgg16"));

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<Task> tasks;

    Suite(Task... tasks) {
        this.tasks = List.of(tasks);
    }

    /** The 3x3 layers of VGG-16 that keep the number of channels. */
    private static List<Task> layers() {
        int[][] channelsAndSides = {{64, 224}, {128, 112}, {256, 56}, {512, 28}, {512, 14}};
        List<Task> tasks = new ArrayList<>();
        for (Task.Pass pass : Task.Pass.values()) {
            for (int[] size : channelsAndSides) {
                tasks.add(new Task.Layer(size[0], size[1], 8, pass));
            }
        }
        return tasks;
    }

    List<Task> tasks() {
        return tasks;
    }

    /** The networks whose weights the tasks read. */
    Stream<String> networks() {
        return tasks.stream()
                .flatMap(task ->
                        switch (task) {
                            case Task.Inference inference -> Stream.of(inference.network());
                            case Task.TrainingStep step -> Stream.of(step.network());
                            case Task.FirstPrediction first -> Stream.of(first.network());
                            case Task.SmallTraining _ -> Stream.of("small-cnn");
                            default -> Stream.empty();
                        });
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
