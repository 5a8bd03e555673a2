package dev.fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.fovea.tensor.Shape;
import dev.fovea.zoo.Zoo;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final Summary VGG16 = Summary.of(Zoo.network("vgg16"));

    private static Summary.Row row(Summary summary, String node) {
        return summary.rows().stream()
                .filter(row -> row.name().equals(node))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void vgg16HasTheKnownCosts() {
        assertThat(VGG16.parameters()).isEqualTo(138_357_544);
        assertThat(VGG16.buffers()).isZero();
        assertThat(VGG16.multiplyAdds()).isEqualTo(15_470_264_320L);
        assertThat(VGG16.weightBytes()).isEqualTo(4L * 138_357_544);
        assertThat(row(VGG16, "fc6").parameters()).isEqualTo(102_764_544);
        assertThat(row(VGG16, "flatten").outputShape()).isEqualTo(Shape.of(25_088));
        assertThat(row(VGG16, "conv1_1").activationBytes()).isEqualTo(4L * 224 * 224 * 64);
        assertThat(row(VGG16, "conv1_1").type()).isEqualTo("Conv2d");
        assertThat(VGG16.notes()).isEmpty();
    }

    @Test
    void vgg16HasTheKnownReceptiveFields() {
        assertThat(
                        VGG16.rows().stream()
                                .filter(row ->
                                        row.layer() instanceof Conv2d
                                                || row.layer() instanceof MaxPool2d)
                                .map(row -> row.receptiveField().size().height()))
                .containsExactly(
                        3, 5, 6, 10, 14, 16, 24, 32, 40, 44, 60, 76, 92, 100, 132, 164, 196, 212);
        ReceptiveField pool5 = row(VGG16, "pool5").receptiveField();
        assertThat(pool5.rows().stride()).isEqualTo(32);
        assertThat(pool5.columns().centre(0)).isEqualTo(15.5);
        assertThat(row(VGG16, "fc6").receptiveField().isWhole()).isTrue();
        assertThat(row(VGG16, "fc6").receptiveField().size()).isEqualTo(Size.of(224));
    }

    /** Parameters as torchvision's documentation of the models gives them. */
    @Test
    void runningStatisticsAreNoParameters() {
        Summary resnet18 = Summary.of(Zoo.network("resnet18"));
        assertThat(resnet18.parameters()).isEqualTo(11_689_512);
        assertThat(resnet18.buffers()).isEqualTo(2 * 4_800);
        assertThat(resnet18.notes()).isEmpty();
    }

    @Test
    void memoryCountsWhatItSays() {
        Network network =
                Network.input(4, 4, 1)
                        .then("a", Conv2d.of(2, 1))
                        .then("b", Conv2d.of(3, 1))
                        .then("add", new Concat(), List.of("a", "b"))
                        .then("flatten", new Flatten());
        Summary summary = Summary.of(network);
        long weights = 4 * (2 + 2 + 6 + 3);
        // at concat: a 32, b 48 and its own 80 numbers; at flatten: 80 and 80
        long peak = 4 * 160;
        long outputs = 4 * (32 + 48 + 80 + 80);
        long input = 4 * 16;
        assertThat(summary.peakBytes()).isEqualTo(peak);
        assertThat(summary.inferenceBytes(10)).isEqualTo(weights + 10 * peak);
        assertThat(summary.trainingBytes(10, 2))
                .isEqualTo(4 * weights + 10 * (input + outputs + peak));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> summary.inferenceBytes(0))
                .withMessage("Summary: batch must be at least 1, got 0");
        assertThatIllegalArgumentException().isThrownBy(() -> summary.trainingBytes(1, -1));
    }

    /** A branch that is read late keeps its memory until then. */
    @Test
    void aSkipConnectionIsHeld() {
        Network network =
                Network.input(1, 1, 10)
                        .then("a", new Relu())
                        .then("b", Conv2d.of(1, 1))
                        .then("c", Conv2d.of(100, 1))
                        .then("d", Conv2d.of(10, 1))
                        .then("add", new Add(), List.of("d", "a"));
        assertThat(Summary.of(network).peakBytes()).isEqualTo(4 * (10 + 100 + 10));
    }

    @Test
    void theTableIsAligned() {
        Network network =
                Network.input(10, 10, 1)
                        .withName("tiny")
                        .then("conv1", Conv2d.of(4, 3).withStride(2))
                        .then("bn1", BatchNorm.of())
                        .then("side", Conv2d.of(4, 1).withPadding(new Padding.Explicit(0, 0, 0, 0)))
                        .then("add", new Add(), List.of("bn1", "side"))
                        .then("lost", new Relu(), List.of("conv1"))
                        .then("flatten", new Flatten(), List.of("add"))
                        .then("fc", Dense.of(10));
        assertThat(Summary.of(network).toText(2))
                .isEqualTo(
                        """
                        tiny, input 10x10x1

                        node     layer            output  parameters  multiply-adds  memory  field  stride  centre  reads
                        conv1    Conv2d 4 3x3 /2  4x4x4           40            576   256 B      3       2       1
                        bn1      BatchNorm        4x4x4            8              -   256 B      3       2       1
                        side     Conv2d 4 1x1     4x4x4           20            256   256 B      3       2       1
                        add      Add              4x4x4            -              -   256 B      3       2       1  bn1, side
                        lost     Relu             4x4x4            -              -   256 B      3       2       1  conv1
                        flatten  Flatten          64               -              -   256 B    all       -       -  add
                        fc       Dense 10         10             650            640    40 B    all       -       -

                        parameters     718, and 8 running statistics, 2.8 KiB as float32
                        multiply-adds  1.47 k a sample (convolutions and fully connected layers)
                        memory         about 4.8 KiB for inference and 14.3 KiB for training at batch 2
                                       (inference: weights, and the outputs needed at the same time;
                                       training: weights, gradients, momentum, all outputs and what is
                                       needed at the same time of their gradients)
                        field          what a unit sees of the input, pixels; stride: from one unit to the
                                       next; centre: of the first unit, 0 being the first pixel's

                        conv1: (10 - 3 + 0) / 2 + 1 = 4.5, rounded down to 4: the last row and column are never read; input 9 or 11, or one row and column of padding on one side, avoid it.
                        lost: no node reads it, and it is not the output.
                        """);
    }

    @Test
    void vgg16sTableFitsATerminal() {
        assertThat(VGG16.toText(8).lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void layersInAFewWords() {
        assertThat(LayerText.of(Conv2d.of(64, 7).withStride(2).withPadding(3)))
                .isEqualTo("Conv2d 64 7x7 /2 pad 3");
        assertThat(
                        LayerText.of(
                                Conv2d.of(8, Size.of(3, 1))
                                        .withPadding(Padding.of(1, 0))
                                        .withDilation(2)
                                        .withGroups(8)))
                .isEqualTo("Conv2d 8 3x1 pad 1x0 dilation 2 groups 8");
        assertThat(LayerText.of(MaxPool2d.of(3, 2).withPadding(Padding.SAME).withCeilMode(true)))
                .isEqualTo("MaxPool2d 3x3 /2 pad same ceil");
        assertThat(LayerText.of(AvgPool2d.of(2).withPadding(new Padding.Explicit(0, 1, 0, 1))))
                .isEqualTo("AvgPool2d 2x2 /2 pad 0,1,0,1");
        assertThat(LayerText.of(new Dropout(0.5f))).isEqualTo("Dropout 0.5");
        assertThat(LayerText.of(new Sigmoid())).isEqualTo("Sigmoid");
    }

    @Test
    void anEmptyNetworkHasNoSummary() {
        assertThatIllegalStateException().isThrownBy(() -> Summary.of(Network.input(3, 3, 1)));
    }
}
