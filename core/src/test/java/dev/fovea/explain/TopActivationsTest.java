package dev.fovea.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.Dataset;
import dev.fovea.image.Image;
import dev.fovea.image.Preprocessing;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Weights;
import dev.fovea.plan.KernelSets;
import dev.fovea.plan.Plan;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopActivationsTest {
    private static final int PICTURES = 70;

    private final Kernels kernels = KernelSets.best(2);
    private final Model model = model();
    private final Dataset data = new Noise(PICTURES);

    private static Model model() {
        Network network =
                Network.input(10, 10, 3)
                        .then("conv1", Conv2d.of(6, 3).withPadding(1))
                        .then("relu1", new Relu())
                        .then("pool1", MaxPool2d.of(2))
                        .then("conv2", Conv2d.of(7, 3).withPadding(1))
                        .then("relu2", new Relu());
        Weights weights = Weights.initialise(network, Initialisation.HE, 4);
        // One channel that nothing excites, one that all pictures excite alike.
        Arrays.fill(weights.get("conv2.weight").data(), 0, 2 * 6 * 9, 0);
        weights.get("conv2.bias").data()[0] = -1;
        Arrays.fill(weights.get("conv2.bias").data(), 1, 7, 1);
        return Model.of(network, weights, Preprocessing.unit(10, 10, 3), List.of());
    }

    /** Everything at once, sorted, is what the stream must find. */
    @Test
    void theStrongestOfAllPictures() throws IOException {
        List<String> skipped = new ArrayList<>();
        List<Integer> progress = new ArrayList<>();
        List<TopActivations.Channel> found =
                TopActivations.of(model, kernels, "relu2", 8)
                        .of(data, List.of(0, 1, 4, 6), 9, skipped, (done, _) -> progress.add(done));
        assertThat(progress).last().isEqualTo(PICTURES);
        assertThat(skipped).hasSize(1).first().asString().contains("cannot be read");
        assertThat(found.get(0).places()).as("nothing excites it").isEmpty();
        assertThat(found.get(1).places().stream().map(TopActivations.Place::picture))
                .as("of equal ones the first")
                .containsExactly(0, 1, 2, 4, 5, 6, 7, 8, 9);
        for (TopActivations.Channel channel : found.subList(2, 4)) {
            assertThat(channel.places()).isEqualTo(all(channel.channel()).subList(0, 9));
        }
        assertThat(
                        TopActivations.of(model, KernelSets.best(1), "relu2", 8)
                                .of(data, List.of(0, 1, 4, 6), 9, new ArrayList<>(), (_, _) -> {}))
                .isEqualTo(found);
    }

    private List<TopActivations.Place> all(int channel) throws IOException {
        Plan plan = Plan.forInference(model.network(), model.weights(), kernels, 8);
        List<TopActivations.Place> places = new ArrayList<>();
        for (int i = 0; i < PICTURES; i++) {
            if (i == Noise.BROKEN) {
                continue;
            }
            model.preprocessing().apply(data.image(i), plan.input().data(), plan.input().offset());
            plan.forward(1);
            int best = channel;
            for (int k = channel; k < plan.output().shape().size(); k += 7) {
                float[] y = plan.output().data();
                if (y[plan.output().offset() + k] > y[plan.output().offset() + best]) {
                    best = k;
                }
            }
            places.add(
                    new TopActivations.Place(
                            i,
                            new Unit(channel, best / 7 / 5, best / 7 % 5),
                            plan.output().data()[plan.output().offset() + best]));
        }
        places.sort(Comparator.comparingDouble(TopActivations.Place::activation).reversed());
        return places;
    }

    @Test
    void whatExcitesAChannelIsShownWithItsField() throws IOException {
        List<TopActivations.Place> places =
                TopActivations.of(model, kernels, "relu2", 8)
                        .of(data, List.of(4), 3, new ArrayList<>(), (_, _) -> {})
                        .getFirst()
                        .places();
        List<Excitation> shown = Excitations.of(model, kernels, "relu2", 2).of(data, places);
        assertThat(shown).hasSize(3);
        for (int i = 0; i < 3; i++) {
            Excitation one = shown.get(i);
            assertThat(one.place()).isEqualTo(places.get(i));
            assertThat(one.picture()).isEqualTo(data.image(places.get(i).picture()));
            assertThat(one.field().height()).isEqualTo(8);
            Tensor x = Tensor.zeros(model.network().input());
            model.preprocessing().apply(one.picture(), x.data(), 0);
            Projection alone = Deconvnet.of(model, kernels, "relu2", 1).project(x, 4);
            assertThat(alone.unit()).isEqualTo(one.place().unit());
            assertThat(Golden.distance(one.projection().pixels(), alone.pixels())).isLessThan(1e-5);
        }
    }

    @Test
    void refusesWhatIsNotThere() {
        TopActivations top = TopActivations.of(model, kernels, "conv1", 8);
        assertThatThrownBy(() -> top.of(data, List.of(6), 9, new ArrayList<>(), (_, _) -> {}))
                .hasMessageContaining("the channels of conv1 are 0 to 5, got 6");
        assertThatThrownBy(() -> top.of(data, List.of(0), 0, new ArrayList<>(), (_, _) -> {}))
                .hasMessageContaining("at least 1 place");
    }

    /** Pictures of noise, one of which cannot be read. */
    private record Noise(int size) implements Dataset {
        static final int BROKEN = 3;

        @Override
        public List<String> classes() {
            return List.of("noise");
        }

        @Override
        public int label(int index) {
            return 0;
        }

        @Override
        public Image image(int index) throws IOException {
            if (index == BROKEN) {
                throw new IOException(describe(index) + " cannot be read");
            }
            byte[] pixels = new byte[300];
            new Random(index).nextBytes(pixels);
            return Image.of(10, 10, 3, pixels);
        }

        @Override
        public String describe(int index) {
            return "noise #" + index;
        }

        @Override
        public String fingerprint() {
            return "noise " + size;
        }
    }
}
