package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.model.Model;
import dev.fovea.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code train}, {@code evaluate} and {@code predict} from end to end on generated pictures. */
class TrainCommandTest {
    @TempDir private Path folder;
    private Path data;
    private Path network;

    @BeforeEach
    void generate() throws IOException {
        data = TinyData.folder(folder.resolve("colours"), 20);
        network = TinyData.network(folder.resolve("net.json"), 3);
    }

    @Test
    void leavesAFolderWithAllOfItAndAModelThatIsRight() throws Exception {
        Path run = folder.resolve("run");
        CommandLineRun train = train(run, "--epochs", "6", "--lr", "0.05");

        assertThat(train.err()).isEmpty();
        assertThat(train.exit()).isZero();
        assertThat(train.out())
                .contains("tiny: 12x12x3 -> 3")
                .contains("48 pictures to train on, 6 to validate")
                .contains("epoch 6/6: loss")
                .contains("accuracy 100.00 %")
                .contains("confusion matrix")
                .contains("sample predictions")
                .contains(run.resolve("report.html").toString());
        assertThat(run)
                .isDirectoryContaining("glob:**/model.safetensors")
                .isDirectoryContaining("glob:**/checkpoint.safetensors")
                .isDirectoryContaining("glob:**/events.out.tfevents.*")
                .isDirectoryContaining("glob:**/settings.json");
        assertThat(Files.readAllLines(run.resolve("metrics.csv"))).hasSize(1 + 6);
        assertThat(Files.readString(run.resolve("report.html"))).contains("tiny");
        Model model = ModelFile.load(run.resolve("model.safetensors"));
        assertThat(model.labels()).isEqualTo(TinyData.CLASSES);
        assertThat(model.provenance()).containsEntry("data", "colours");

        CommandLineRun evaluated =
                CommandLineRun.of("evaluate", run.toString(), "--data", data.toString(), "--json");
        assertThat(evaluated.exit()).isZero();
        JsonNode found = json(evaluated.out());
        CommandLineRun again = CommandLineRun.of("evaluate", run.toString(), "--json");
        assertThat(again.out()).as("without --data, on the run's own").isEqualTo(evaluated.out());
        CommandLineRun file =
                CommandLineRun.of("evaluate", run.resolve("model.safetensors").toString());
        assertThat(file.exit()).isEqualTo(2);
        assertThat(file.err()).contains("--data").contains("is no run");
        assertThat(found.get("top1").doubleValue()).isEqualTo(1);
        assertThat(found.get("top5").doubleValue()).isEqualTo(1);
        assertThat(found.get("count").intValue()).isEqualTo(6);
        assertThat(found.get("loss").doubleValue()).isBetween(0.0, 0.9);
        assertThat(found.get("confusion").toString()).isEqualTo("[[2,0,0],[0,2,0],[0,0,2]]");

        CommandLineRun all =
                CommandLineRun.of(
                        "evaluate", run.toString(), "--data", data.toString(), "--split", "all");
        assertThat(all.out()).contains("on 60 pictures").contains("recall");

        String red = data.resolve("red/picture3.png").toString();
        CommandLineRun predicted =
                CommandLineRun.of(
                        "predict", run.toString(), red, "--top", "2", "--json", "--logits");
        assertThat(predicted.exit()).isZero();
        JsonNode answer = json(predicted.out()).get(0);
        assertThat(answer.get("file").stringValue()).isEqualTo(red);
        assertThat(answer.get("top")).hasSize(2);
        assertThat(answer.get("top").get(0).get("label").stringValue()).isEqualTo("red");
        assertThat(answer.get("top").get(0).get("index").intValue()).isEqualTo(2);
        assertThat(answer.get("top").get(0).get("probability").doubleValue()).isBetween(0.5, 1.0);
        assertThat(answer.get("logits")).hasSize(3);
    }

    @Test
    void aResumedRunEndsWithTheSameBits() throws Exception {
        Path whole = folder.resolve("whole");
        String[] settings = {
            "--epochs",
            "3",
            "--keep-every",
            "1",
            "--augment",
            "flip,crop:2",
            "--mixup",
            "0.2",
            "--schedule",
            "warmup:1+cosine",
            "--clip",
            "1"
        };
        assertThat(train(whole, settings).exit()).isZero();

        Path stopped = Files.createDirectory(folder.resolve("stopped"));
        for (String file : List.of("settings.json", "network.json", "preprocessing.json")) {
            Files.copy(whole.resolve(file), stopped.resolve(file));
        }
        Files.copy(
                whole.resolve("checkpoint-1.safetensors"),
                stopped.resolve("checkpoint.safetensors"));
        CommandLineRun resumed =
                CommandLineRun.of("train", "--resume", stopped.toString(), "--threads", "1");

        assertThat(resumed.exit()).isZero();
        assertThat(resumed.out()).contains("goes on with epoch 2").doesNotContain("epoch 1/3");
        assertThat(stopped.resolve("model.safetensors"))
                .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
        assertThat(Files.readAllLines(stopped.resolve("metrics.csv"))).hasSize(1 + 3);
    }

    @Test
    void aRunThatWasKilledSaysHowToGoOnAndEndsWithTheSameBits() throws Exception {
        String[] settings = {"--epochs", "150", "--batch", "4"};
        Path killed = folder.resolve("killed");
        var process = new FoveaProcess(folder.resolve("out"), trainArguments(killed, settings));
        process.awaitFile(killed.resolve("checkpoint.safetensors"));
        process.terminate();

        assertThat(process.output()).contains("to go on: ./fovea train --resume " + killed);
        assertThat(killed.resolve("model.safetensors")).doesNotExist();
        assertThat(CommandLineRun.of("train", "--resume", killed.toString()).exit()).isZero();

        Path whole = folder.resolve("whole");
        assertThat(train(whole, settings).exit()).isZero();
        assertThat(killed.resolve("model.safetensors"))
                .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
    }

    @Test
    void aTrainedModelStartsAnotherForOtherClasses() throws Exception {
        String normed = "\"units\": 3}, {\"name\": \"norm\", \"layer\": \"BatchNorm\"}";
        Files.writeString(network, Files.readString(network).replace("\"units\": 3}", normed));
        Path first = folder.resolve("first");
        assertThat(train(first, "--epochs", "1").exit()).isZero();
        Path other = folder.resolve("two");
        for (String name : List.of("red", "blue")) {
            Files.createDirectories(other);
            Files.move(data.resolve(name), other.resolve(name));
        }
        Path second = folder.resolve("second");
        CommandLineRun run =
                CommandLineRun.of(
                        "train",
                        "--data",
                        other.toString(),
                        "--from",
                        first.toString(),
                        "--freeze",
                        "conv1.*",
                        "--epochs",
                        "1",
                        "--out",
                        second.toString());

        assertThat(run.err()).isEmpty();
        Model before = ModelFile.load(first.resolve("model.safetensors"));
        Model after = ModelFile.load(second.resolve("model.safetensors"));
        assertThat(after.labels()).containsExactly("blue", "red");
        assertThat(after.weights().get("fc.weight").shape()).hasToString("2x8");
        assertThat(after.weights().get("norm.running_mean").shape()).hasToString("2");
        assertThat(after.weights().get("conv1.weight"))
                .isEqualTo(before.weights().get("conv1.weight"));
    }

    @Test
    void frozenFeaturesAreComputedOnceAndTheResumedRunHasTheSameBits() throws Exception {
        Path first = folder.resolve("first");
        assertThat(train(first, "--epochs", "1").exit()).isZero();
        Path tuned = folder.resolve("tuned");
        CommandLineRun run =
                CommandLineRun.of(
                        "train",
                        "--data",
                        data.toString(),
                        "--from",
                        first.toString(),
                        "--freeze",
                        "conv1.*",
                        "--lr",
                        "0.001,fc.weight=0.05",
                        "--epochs",
                        "3",
                        "--batch",
                        "8",
                        "--keep-every",
                        "1",
                        "--out",
                        tuned.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("features of 54 pictures computed once, up to flatten: ");

        Path stopped = Files.createDirectory(folder.resolve("stopped"));
        for (String file : List.of("settings.json", "network.json", "preprocessing.json")) {
            Files.copy(tuned.resolve(file), stopped.resolve(file));
        }
        Files.copy(
                tuned.resolve("checkpoint-1.safetensors"),
                stopped.resolve("checkpoint.safetensors"));
        assertThat(CommandLineRun.of("train", "--resume", stopped.toString()).exit()).isZero();
        assertThat(stopped.resolve("model.safetensors"))
                .hasSameBinaryContentAs(tuned.resolve("model.safetensors"));
    }

    @Test
    void theAnswerAsJsonIsAllOfStandardOutput() throws Exception {
        CommandLineRun run = train(folder.resolve("run"), "--epochs", "1", "--json");

        JsonNode answer = json(run.out());
        assertThat(answer.get("evaluatedOn").stringValue()).isEqualTo("test");
        assertThat(answer.get("confusion")).hasSize(3);
        assertThat(run.err()).contains("epoch 1/1");
    }

    @Test
    void findsALearningRateAndTrainsNothing() {
        Path run = folder.resolve("run");
        CommandLineRun found = train(run, "--find-lr");

        assertThat(found.exit()).isZero();
        assertThat(found.out()).contains("suggestion: --lr ");
        assertThat(run).doesNotExist();
    }

    @Test
    void aBadPictureIsLeftOutAndCounted() throws Exception {
        Path bad = Files.writeString(data.resolve("red/notes.jpg"), "not a picture");
        CommandLineRun skipped = train(folder.resolve("skipped"), "--epochs", "2");

        assertThat(skipped.exit()).isZero();
        assertThat(skipped.err()).containsOnlyOnce("left out: " + bad);

        CommandLineRun failed =
                train(folder.resolve("failed"), "--epochs", "1", "--on-bad-picture", "fail");
        assertThat(failed.exit()).isEqualTo(2);
        assertThat(failed.err()).contains("fovea: " + bad);
    }

    private CommandLineRun train(Path run, String... more) {
        return CommandLineRun.of(trainArguments(run, more));
    }

    private String[] trainArguments(Path run, String... more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "train",
                                "--data",
                                data.toString(),
                                "--arch",
                                network.toString(),
                                "--out",
                                run.toString()));
        if (!List.of(more).contains("--batch")) {
            arguments.addAll(List.of("--batch", "8"));
        }
        arguments.addAll(List.of(more));
        return arguments.toArray(new String[0]);
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
