package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.image.Preprocessing;
import dev.fovea.model.Model;
import dev.fovea.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --from}: what a model that was trained elsewhere brings along. */
class TrainFromCommandTest {
    @TempDir private Path folder;
    private Path data;
    private Path model;

    @BeforeEach
    void train() throws IOException {
        data = TinyData.folder(folder.resolve("colours"), 10);
        Path network = TinyData.network(folder.resolve("net.json"), 3);
        Path run = folder.resolve("first");
        CommandLineRun first =
                CommandLineRun.of(
                        "train",
                        "--data",
                        data.toString(),
                        "--arch",
                        network.toString(),
                        "--epochs",
                        "1",
                        "--out",
                        run.toString());
        assertThat(first.exit()).as(first.err()).isZero();
        model = run.resolve("model.safetensors");
    }

    @Test
    void aNewLastLayerMayNotBeFrozen() throws IOException {
        Path two = Files.createDirectory(folder.resolve("two"));
        Files.move(data.resolve("red"), two.resolve("red"));
        Files.move(data.resolve("blue"), two.resolve("blue"));
        Path run = folder.resolve("frozen");
        for (String pattern : List.of("fc.*", "fc.weight")) {
            CommandLineRun refused =
                    CommandLineRun.of(
                            "train",
                            "--data",
                            two.toString(),
                            "--from",
                            model.toString(),
                            "--freeze",
                            pattern,
                            "--out",
                            run.toString());
            assertThat(refused.exit()).isEqualTo(2);
            assertThat(refused.err())
                    .startsWith("fovea: --freeze: fc.weight is of the layer that was replaced")
                    .contains("would stay random");
        }
        assertThat(run).doesNotExist();
    }

    @Test
    void aPreprocessingThatWasAssumedIsSaidAndAnotherIsKeptToResume() throws IOException {
        ModelFile.save(
                ModelFile.load(model).withProvenance(Map.of("preprocessing", "assumed")), model);
        CommandLineRun assumed = from(folder.resolve("assumed"));
        assertThat(assumed.exit()).isZero();
        assertThat(assumed.err())
                .contains("the file does not say how pictures are prepared; taken: ")
                .contains("--preprocess says otherwise");

        Path said = folder.resolve("said");
        CommandLineRun run = from(said, "--preprocess", "unit:12x12x3");
        assertThat(run.err()).isEmpty();
        Preprocessing unit = Preprocessing.unit(12, 12, 3);
        Model trained = ModelFile.load(said.resolve("model.safetensors"));
        assertThat(trained.preprocessing()).isEqualTo(unit);

        // Stopped before its first checkpoint, the run begins again with what it was told.
        Path stopped = Files.createDirectory(folder.resolve("stopped"));
        for (String file : List.of("settings.json", "network.json", "preprocessing.json")) {
            Files.copy(said.resolve(file), stopped.resolve(file));
        }
        CommandLineRun again = CommandLineRun.of("train", "--resume", stopped.toString());
        assertThat(again.err()).isEmpty();
        assertThat(stopped.resolve("model.safetensors"))
                .hasSameBinaryContentAs(said.resolve("model.safetensors"));
    }

    @Test
    void preprocessingIsOfAModelToStartFrom() {
        CommandLineRun refused = CommandLineRun.of("train", "--preprocess", "unit:12x12x3");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).startsWith("--preprocess goes with --from");
    }

    @Test
    void aModelOfTensorFlowJsIsNamedByItsFolderOrItsFile() throws IOException {
        Path tensorFlow = tensorFlow(folder.resolve("tfjs"));
        for (Path named : List.of(tensorFlow, tensorFlow.resolve("model.json"))) {
            model = named;
            CommandLineRun run = from(folder.resolve("of-" + named.getFileName()));
            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(run.out()).contains("small: 12x12x3 -> 3");
            assertThat(CommandLineRun.of("inspect", named.toString()).out())
                    .contains("TensorFlow.js");
            assertThat(CommandLineRun.of("summary", named.toString()).out()).contains("fc");
        }
    }

    /** One dense layer of zeros. */
    private static Path tensorFlow(Path folder) throws IOException {
        Files.createDirectory(folder);
        Files.write(folder.resolve("weights.bin"), new byte[12 * 12 * 3 * 3 * 4]);
        Files.writeString(
                folder.resolve("model.json"),
                """
                {"format": "layers-model",
                 "modelTopology": {"keras_version": "2.15.0", "model_config": {
                   "class_name": "Sequential", "config": {"name": "small", "layers": [
                     {"class_name": "InputLayer",
                      "config": {"batch_input_shape": [null, 12, 12, 3], "name": "picture"}},
                     {"class_name": "Flatten", "config": {"name": "flat"}},
                     {"class_name": "Dense", "config": {"units": 3, "activation": "linear",
                      "use_bias": false, "name": "fc"}}]}}},
                 "weightsManifest": [{"paths": ["weights.bin"], "weights": [
                   {"name": "fc/kernel", "shape": [432, 3], "dtype": "float32"}]}]}
                """);
        return folder;
    }

    private CommandLineRun from(Path run, String... more) {
        var words =
                new ArrayList<>(
                        List.of(
                                "train",
                                "--data",
                                data.toString(),
                                "--from",
                                model.toString(),
                                "--epochs",
                                "1",
                                "--batch",
                                "8",
                                "--out",
                                run.toString()));
        words.addAll(List.of(more));
        return CommandLineRun.of(words.toArray(new String[0]));
    }
}
