package dev.fovea.formats.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.formats.ModelFormats;
import dev.fovea.formats.ReadOptions;
import dev.fovea.image.Image;
import dev.fovea.image.Preprocessing;
import dev.fovea.image.ResizeRule;
import dev.fovea.model.Model;
import dev.fovea.predict.Classifier;
import dev.fovea.zoo.Zoo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * VGG-16 at full size in Keras' layouts against PyTorch: {@code -Dfovea.fullsize=FOLDER} names the
 * folder that keras/write_full_size.py filled.
 */
class KerasFullSizeTest {
    private static final String FOLDER = System.getProperty("fovea.fullsize", "");

    @ParameterizedTest
    @ValueSource(strings = {"vgg16.h5", "vgg16_weights.h5", "vgg16.keras"})
    void sameLogits(String name) throws IOException {
        assumeTrue(!FOLDER.isEmpty(), "no -Dfovea.fullsize=FOLDER");
        Path folder = Path.of(FOLDER);
        assumeTrue(Files.exists(folder.resolve(name)), "no " + name);
        // The picture has the network's size: no resize comes between the two.
        ReadOptions options =
                ReadOptions.none()
                        .withPreprocessing(
                                Preprocessing.torchvision()
                                        .withResize(new ResizeRule.Exact(224, 224)));
        if (name.contains("weights")) {
            options = options.withNetwork(Zoo.network("vgg16"));
        }
        Model model = ModelFormats.read(folder.resolve(name), options);
        assertThat(model.labels()).hasSize(1000).startsWith("tench");
        float[] expected = new float[1000];
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("vgg16_logits.f32")))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(expected);
        var logits = Classifier.of(model).predict(picture()).logits();
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - logits.get(i)));
        }
        System.out.println(name + ": logits differ by " + difference / largest + " of the largest");
        assertThat(difference / largest).as(name).isLessThan(1e-4);
    }

    private static Image picture() {
        byte[] pixels = new byte[224 * 224 * 3];
        for (int y = 0, i = 0; y < 224; y++) {
            for (int x = 0; x < 224; x++) {
                for (int c = 0; c < 3; c++, i++) {
                    pixels[i] = (byte) (7 * y + 3 * x + 50 * c + x * y % 11);
                }
            }
        }
        return Image.of(224, 224, 3, pixels);
    }
}
