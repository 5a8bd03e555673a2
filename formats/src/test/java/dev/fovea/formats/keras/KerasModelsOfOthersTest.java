package dev.fovea.formats.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.formats.Inspection;
import dev.fovea.formats.ModelFormats;
import dev.fovea.formats.ReadOptions;
import dev.fovea.image.Image;
import dev.fovea.model.Model;
import dev.fovea.predict.Classifier;
import dev.fovea.predict.Prediction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that others trained with Keras give what their READMEs promise. */
class KerasModelsOfOthersTest {
    private static final Path DATA =
            Stream.of("../shared/data", "../../shared/data")
                    .map(Path::of)
                    .filter(Files::isDirectory)
                    .findFirst()
                    .orElse(Path.of("../../shared/data"));

    private static Path data(String name) {
        Path path = DATA.resolve(name);
        assumeTrue(Files.exists(path), () -> path + " is not there: skipped");
        return path;
    }

    private static byte[] unzipped(String name, int skip) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(data(name)))) {
            in.skipNBytes(skip);
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"leyuzak_mnist_cnn.h5", "leyuzak_mnist_cnn.keras"})
    void aNetworkForDigitsGets9980OfMnistsTestPictures(String name) throws IOException {
        Model model = ModelFormats.read(data("models/" + name), ReadOptions.none());
        byte[] pixels = unzipped("t10k-images-idx3-ubyte.gz", 16);
        byte[] labels = unzipped("t10k-labels-idx1-ubyte.gz", 8);
        var classifier = Classifier.of(model, dev.fovea.plan.KernelSets.best(), 100);
        var images = new ArrayList<Image>();
        for (int i = 0; i < labels.length; i++) {
            byte[] one = java.util.Arrays.copyOfRange(pixels, i * 784, (i + 1) * 784);
            images.add(Image.of(28, 28, 1, one));
        }
        List<Prediction> predictions = classifier.predict(images);
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += best(predictions.get(i)) == labels[i] ? 1 : 0;
        }
        assertThat(right).isEqualTo(9980);
        assertThat(model.provenance()).containsEntry("preprocessing", "assumed");
    }

    private static int best(Prediction prediction) {
        List<Float> logits = prediction.logits();
        int best = 0;
        for (int i = 1; i < logits.size(); i++) {
            best = logits.get(i) > logits.get(best) ? i : best;
        }
        return best;
    }

    @Test
    void tinyVggGets14OfIts20Pictures() throws IOException {
        Model model = ModelFormats.read(data("models/tinyvgg/model.json"), ReadOptions.none());
        List<String> classes =
                List.of(
                        "boat",
                        "bug",
                        "pizza",
                        "pepper",
                        "bus",
                        "koala",
                        "espresso",
                        "panda",
                        "orange",
                        "car");
        var classifier = Classifier.of(model);
        int right = 0;
        int all = 0;
        try (Stream<Path> files = Files.list(data("models/tinyvgg/images"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".jpeg")).toList()) {
                String name = file.getFileName().toString();
                int label = classes.indexOf(name.substring(0, name.indexOf('_')));
                right += best(classifier.predict(file)) == label ? 1 : 0;
                all++;
            }
        }
        assertThat(all).isEqualTo(20);
        assertThat(right).isEqualTo(14);
    }

    @Test
    void inspectionShowsTensorsAndStructure() throws IOException {
        Path file = data("models/leyuzak_mnist_cnn.keras");
        Inspection inspection = ModelFormats.of(file).inspect(file);
        assertThat(inspection.format()).startsWith("Keras archive");
        assertThat(inspection.tensors()).extracting(t -> t.name()).contains("layers/dense/vars/0");
        assertThat(inspection.facts().get("network")).contains("28x28x1 -> 10");
        assertThat(inspection.problems()).isEmpty();
    }
}
