package dev.fovea.formats.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fovea.formats.ModelFormats;
import dev.fovea.formats.ReadOptions;
import dev.fovea.image.Preprocessing;
import dev.fovea.model.FormatException;
import dev.fovea.model.Model;
import dev.fovea.model.ModelFile;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.zoo.Zoo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden files by make_golden.py (PyTorch 1.13). */
class StateDictTest {
    private static final ReadOptions OPTIONS = ReadOptions.none().withNetwork(Golden.network());

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zip.pth",
                "legacy.pth",
                "nested.pth",
                "prefix.pth",
                "beside.pth",
                "trainer.pth",
                "half.pth",
                "bfloat16.pth",
                "double.pth",
                "legacy_bfloat16.pth",
                "parameters.pth",
                "strided.pth",
                "legacy_strided.pth",
                "plain.safetensors",
                "half.safetensors",
                "bfloat16.safetensors",
                "double.safetensors"
            })
    void everyNumberIsWherePyTorchHadIt(String name) throws IOException {
        Model model = ModelFormats.read(Golden.file(folder, name), OPTIONS);
        model.weights()
                .tensors()
                .forEach((parameter, tensor) ->
                        assertThat(tensor.data())
                                .as(parameter)
                                .containsExactly(Golden.value(parameter, tensor.shape())));
        assertThat(model.weights().tensors()).hasSize(8);
        assertThat(model.preprocessing()).isEqualTo(Preprocessing.unit(4, 4, 3));
        assertThat(model.provenance())
                .containsEntry("imported from", name)
                .containsEntry("preprocessing", "assumed");
    }

    @Test
    void theCallerKnowsBetter() throws IOException {
        Preprocessing own =
                Preprocessing.unit(4, 4, 3)
                        .withNormalization(1, List.of(1.0, 2.0, 3.0), List.of(1.0, 1.0, 1.0));
        Model model =
                ModelFormats.read(
                        Golden.file(folder, "zip.pth"),
                        OPTIONS.withPreprocessing(own)
                                .withLabels(List.of("a", "b", "c", "d", "e")));
        assertThat(model.preprocessing()).isEqualTo(own);
        assertThat(model.labels()).containsExactly("a", "b", "c", "d", "e");
        assertThat(model.provenance()).doesNotContainKey("preprocessing");
    }

    @Test
    void ownModelsComeBackWhole() throws IOException {
        Model model = ModelFormats.read(Golden.file(folder, "zip.pth"), OPTIONS);
        Path own = folder.resolve("own.safetensors");
        ModelFile.save(model, own);
        assertThat(ModelFormats.read(own, ReadOptions.none())).isEqualTo(model);
        assertThat(ModelFormats.of(own).inspect(own).format())
                .isEqualTo("safetensors Fovea model, 8 tensors");
    }

    /** What training scripts save beside the weights is neither run nor read. */
    @Test
    void whatLiesBesideTheStateDictIsSaid() throws IOException {
        Path file = Golden.file(folder, "beside.pth");
        assertThat(ModelFormats.of(file).inspect(file).facts())
                .containsEntry("state dict in", "state_dict")
                .containsEntry(
                        "beside it",
                        "epoch, arch, best_acc1, scheduler, args, accuracy, dtype, seen, kinds,"
                                + " last and 1 more");
    }

    @Test
    void dictsThatShareDictsEndSoon() throws IOException {
        Path file = Golden.file(folder, "sharing.pth");
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> ModelFormats.read(file, OPTIONS))
                .withMessageContaining("expected at most 100000 names");
    }

    @Test
    void dictsThatHoldThemselvesAreRefused() throws IOException {
        Path file = Golden.file(folder, "cycle.pth");
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> ModelFormats.read(file, OPTIONS))
                .withMessageContaining("'self', which is one of the dicts around it");
    }

    @Test
    void kindsOfNumbers() throws IOException {
        try (StateDict dict = TorchFile.open(Golden.file(folder, "kinds.pth"))) {
            Map<String, Tensor> tensors = dict.read(dict.tensors());
            assertThat(tensors.get("int8").data()).containsExactly(-1, 2);
            assertThat(tensors.get("uint8").data()).containsExactly(255, 2);
            assertThat(tensors.get("int16").data()).containsExactly(-300, 2);
            assertThat(tensors.get("int32").data()).containsExactly(-70000, 2);
            assertThat(tensors.get("int64").data()).containsExactly(-5, 0x1p40f);
            assertThat(tensors.get("bool").data()).containsExactly(1, 0);
            assertThat(tensors.get("scalar").data()).containsExactly(2.5f);
            assertThat(tensors.get("scalar").shape().rank()).isZero();
            assertThat(tensors.get("empty").shape()).hasToString("0x3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"attack.pth", "legacy_attack.pth"})
    void callsAreRefusedByName(String name) throws IOException {
        byte[] bytes = Golden.bytes(name);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("cposix\nsystem");
        Path file = Golden.file(folder, name);
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> ModelFormats.read(file, OPTIONS))
                .withMessage(
                        file
                                + ", byte "
                                + at
                                + ": expected tensors and containers alone, found the name"
                                + " 'posix.system', which is not run; save the model's"
                                + " state_dict() alone");
        assertThat(Files.exists(Path.of("attacked.txt"))).isFalse();
    }

    @Test
    void mismatchesSideBySide() throws IOException {
        Path file = Golden.file(folder, "zip.pth");
        var other = Golden.network().withLayer("fc", dev.fovea.nn.Dense.of(6));
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> ModelFormats.read(file, ReadOptions.none().withNetwork(other)))
                .withMessageContaining("the parameters of the network golden")
                .withMessageContaining("0 missing, 0 unexpected, 2 misshapen")
                .withMessageContaining("fc.weight 6x64   fc.weight 5x64");
    }

    @Test
    void tensorsWithoutThePrefixOfTheOthersAreLeftOutAndSaid() throws IOException {
        Path file = Golden.file(folder, "trainer.pth");
        var inspection = ModelFormats.of(file).inspect(file, OPTIONS);
        assertThat(inspection.problems()).isEmpty();
        assertThat(inspection.notes())
                .containsExactly(
                        "left out, since their names have not the prefix of the others:"
                                + " criterion.weight");
        assertThat(ModelFormats.read(file, OPTIONS).provenance())
                .containsEntry("left out", List.of("criterion.weight"));
        var other = Golden.network().withLayer("fc", dev.fovea.nn.Dense.of(6));
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> ModelFormats.read(file, ReadOptions.none().withNetwork(other)))
                .withMessageContaining("0 missing, 1 unexpected, 2 misshapen")
                .withMessageContaining("criterion.weight");
    }

    @Test
    void networksOfTheZooTakeTheClassesOfTheFile() throws IOException {
        Network network = Zoo.network("lenet5", Shape.of(28, 28, 1), 3);
        Path file = folder.resolve("three.safetensors");
        ModelFile.save(
                Model.of(
                        network,
                        Weights.initialise(network, Initialisation.HE, 1),
                        Preprocessing.unit(28, 28, 1),
                        List.of()),
                file);
        Model model = ModelFormats.read(file, ReadOptions.none().withZoo("lenet5"));
        assertThat(model.network()).isEqualTo(network);
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() ->
                        ModelFormats.read(
                                file, ReadOptions.none().withNetwork(Zoo.network("lenet5"))))
                .withMessageContaining("0 missing, 0 unexpected, 2 misshapen");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ModelFormats.read(file, ReadOptions.none().withLabels(List.of("a", "b"))))
                .withMessage(
                        "the labels (--labels FILE): one for each of the 3 outputs of the network"
                                + " lenet5, got 2");
    }

    @Test
    void inspectionSaysWhatIsWrong() throws IOException {
        Path file = Golden.file(folder, "nan.pth");
        var inspection = ModelFormats.of(file).inspect(file);
        assertThat(inspection.format()).isEqualTo("PyTorch (zip) state dict, 9 tensors");
        assertThat(inspection.tensors().getLast().dtype()).isEqualTo("I64");
        assertThat(inspection.facts()).containsEntry("dtypes", "F32, I64");
        assertThat(inspection.notes())
                .anyMatch(text ->
                        text.startsWith("the network is unknown and like none that Fovea knows; "));
        assertThat(inspection.problems())
                .containsExactly("fc.bias has numbers that are not finite: 1 NaN, 2 infinite");
    }

    @Test
    void inspectionSaysWhereTheStateDictWas() throws IOException {
        Path file = Golden.file(folder, "nested.pth");
        assertThat(ModelFormats.of(file).inspect(file).facts())
                .containsEntry("state dict in", "model_state_dict")
                .containsEntry("beside it", "epoch, loss, done, name, sizes, none, optimizer");
    }

    @Test
    void truncatedFilesAreRefusedAtEveryLength() throws IOException {
        for (String name : List.of("zip.pth", "legacy.pth", "plain.safetensors")) {
            byte[] bytes = Golden.bytes(name);
            Path file = folder.resolve("cut-" + name);
            for (int length = 1; length < bytes.length; length += 7) {
                Files.write(file, Arrays.copyOf(bytes, length));
                assertThatExceptionOfType(FormatException.class)
                        .as(name + " of " + length)
                        .isThrownBy(() -> ModelFormats.read(file, OPTIONS));
            }
        }
    }
}
