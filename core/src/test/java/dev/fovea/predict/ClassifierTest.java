package dev.fovea.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.Image;
import dev.fovea.image.Preprocessing;
import dev.fovea.model.FormatException;
import dev.fovea.model.Model;
import dev.fovea.model.ModelFile;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.zoo.Zoo;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifierTest {
    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void save() throws IOException {
        Network network = Zoo.network("small-vgg", Shape.of(32, 32, 3), 10);
        file = folder.resolve("model.safetensors");
        ModelFile.save(
                Model.of(
                        network,
                        Weights.initialise(network, Initialisation.HE, 3),
                        Preprocessing.unit(32, 32, 3),
                        List.of()),
                file);
    }

    @Test
    void aFileThatIsOpenedGivesTheSameAsAModelThatIsLoaded() throws IOException {
        byte[] pixels = new byte[32 * 32 * 3];
        new Random(4).nextBytes(pixels);
        Image picture = Image.of(32, 32, 3, pixels);

        Prediction streamed = Classifier.open(file).predict(picture);

        assertThat(streamed.logits())
                .isEqualTo(Classifier.of(ModelFile.load(file)).predict(picture).logits());
    }

    @Test
    void aFileCutShortIsAFormatError() throws IOException {
        long size = Files.size(file);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size - 100);
        }

        assertThatThrownBy(() -> Classifier.open(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("model.safetensors");
    }
}
