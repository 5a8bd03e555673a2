package dev.fovea.formats.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.data.Idx;
import dev.fovea.formats.ModelFormats;
import dev.fovea.formats.ReadOptions;
import dev.fovea.image.Preprocessing;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.predict.Evaluator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Networks of the Burn project, trained on MNIST: two files of different weights. The accuracies
 * are PyTorch 1.13's on the same files; the storages of the .pt carry the device tag 'mps'.
 */
class BurnMnistTest {
    private static final Path DATA = Path.of("../../shared/data");

    @ParameterizedTest
    @CsvSource({"burn_mnist.pt, 0.9915", "burn_mnist.safetensors, 0.9917"})
    void isAsGoodAsInPyTorch(String name, double accuracy) throws IOException {
        Path file = DATA.resolve("models").resolve(name);
        Path images = DATA.resolve("t10k-images-idx3-ubyte.gz");
        assumeTrue(Files.exists(file) && Files.exists(images), "no " + file + " or " + images);
        Network network =
                Network.fromJson(
                        new String(Golden.bytes("burn_mnist.json"), StandardCharsets.UTF_8));
        Preprocessing mnist =
                Preprocessing.unit(28, 28, 1)
                        .withNormalization(1 / 255.0, List.of(0.1307), List.of(0.3081));
        Model model =
                ModelFormats.read(
                        file,
                        ReadOptions.none()
                                .withNetwork(network)
                                .withPreprocessing(mnist)
                                .withLabels(
                                        List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")));
        var data = Idx.load(images, DATA.resolve("t10k-labels-idx1-ubyte.gz"));
        assertThat(Evaluator.of(model).evaluate(data).top1()).isCloseTo(accuracy, within(1e-9));
    }
}
