package dev.fovea.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.plan.BackwardRule;
import dev.fovea.plan.KernelSets;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.zoo.Zoo;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodesTest {
    private static final Kernels KERNELS = KernelSets.scalar(1);
    private static final Network VGG = Zoo.network("vgg16", Shape.of(224, 224, 3), 1000);

    @Test
    void byNameOrByTheirParameters() {
        assertThat(Nodes.find(VGG, "relu3_2").name()).isEqualTo("relu3_2");
        assertThat(Nodes.find(VGG, "features.12").name()).isEqualTo("conv3_2");
    }

    @Test
    void theLastMapThatDetectsSomething() {
        assertThat(Nodes.lastMap(VGG).name()).isEqualTo("relu5_3");
        assertThat(Nodes.firstMap(VGG).name()).isEqualTo("relu1_1");
        Network resnet = Zoo.network("resnet18", Shape.of(224, 224, 3), 1000);
        assertThat(resnet.shape(Nodes.lastMap(resnet).name())).isEqualTo(Shape.of(7, 7, 512));
    }

    @Test
    void anUnknownNodeListsTheNearest() {
        refused(
                "vgg16: there is no node 'conv3_9', there are conv3_1, conv3_2",
                () -> Nodes.find(VGG, "conv3_9"));
        refused("and 27 more", () -> Nodes.find(VGG, "conv3_9"));
    }

    @Test
    void aNodeWithoutSpatialExtentListsThoseWithOne() {
        refused(
                "vgg16: fc6 has no spatial extent (4096); nodes with one: ",
                () -> Nodes.findMap(VGG, "fc6"));
        Network mlp = Zoo.network("mlp-128x3", Shape.of(8, 8, 1), 4);
        refused("no node has a spatial extent", () -> Nodes.lastMap(mlp));
    }

    @Test
    void whatLiesOutsideGetsTheRange() {
        Node conv = Nodes.find(VGG, "conv3_2");
        refused(
                "vgg16: the channels of conv3_2 are 0 to 255, got 256",
                () -> Nodes.requireChannel(VGG, conv, 256));
        refused(
                "rows 0 to 55 and columns 0 to 55, got row 3, column 56",
                () -> Nodes.requireCell(VGG, conv, 3, 56));
    }

    @Test
    void explanationsRefuseWhatDoesNotFit() {
        Model model = Golden.all().getFirst().model();
        Saliency saliency = Saliency.of(model, KERNELS, BackwardRule.ORDINARY, 2);
        Tensor small = Tensor.zeros(Shape.of(3, 3, 3));
        Tensor x = Tensor.zeros(Shape.of(17, 15, 3));
        refused("chain: reads 17x15x3, got a picture of 3x3x3", () -> saliency.gradient(small, 0));
        refused("chain: the classes are 0 to 4, got 5", () -> saliency.gradient(x, 5));
        refused("at least 1 sample or step, got 0", () -> saliency.smooth(x, 0, 0, 0.1, 1));
        refused("a share of the range, 0 to 10, got -1", () -> saliency.smooth(x, 0, 1, -1, 1));
        refused("side and the stride are 1 pixel or more", () -> new OcclusionGrid(0, 1));
        refused("fc1 has no spatial extent (16)", () -> GradCam.of(model, KERNELS, "fc1"));
        refused("relu1", () -> Occlusion.of(model, KERNELS, "relu", 2));
        Network conv = Zoo.network("squeezenet1_1", Shape.of(64, 64, 3), 10);
        var weights = dev.fovea.nn.Weights.initialise(conv, dev.fovea.nn.Initialisation.HE, 1);
        var preprocessing = dev.fovea.image.Preprocessing.unit(64, 64, 3);
        refused(
                "not from a dense layer",
                () -> LastDense.of(Model.of(conv, weights, preprocessing, List.of()), KERNELS));
    }

    private static void refused(
            String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable what) {
        assertThatThrownBy(what)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
