package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever comes: one message that says what to do, the exit code, and never a stack trace. */
class BadInputTest {
    @TempDir private Path folder;
    private Path data;
    private Path network;
    private Path run;

    @BeforeEach
    void generate() throws IOException {
        data = TinyData.folder(folder.resolve("colours"), 5);
        network = TinyData.network(folder.resolve("net.json"), 3);
        run = folder.resolve("run");
    }

    @Test
    void aMissingFolder() {
        refused("nowhere: there is no such", train("--data", folder.resolve("nowhere").toString()));
    }

    @Test
    void anEmptyFolder() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        refused(empty.toString(), train("--data", empty.toString()));
    }

    @Test
    void oneClassOnly() throws IOException {
        Path one = Files.createDirectory(folder.resolve("one"));
        Files.move(data.resolve("red"), one.resolve("red"));
        refused(one.toString(), train("--data", one.toString()));
    }

    @Test
    void aLabelWithoutPictures() throws IOException {
        Files.createDirectory(data.resolve("yellow"));
        refused("yellow", train());
    }

    @Test
    void aSetThatNobodyKnows() {
        refused("known are mnist", train("--data", "mnits"));
        refused("known are embedded", train("--data", "embeded"));
    }

    @Test
    void aNetworkThatNobodyKnows() {
        refused(
                "there is no network 'vgg17' in the zoo, use one of vgg1",
                CommandLineRun.of("train", "--data", data.toString(), "--arch", "vgg17"));
    }

    @Test
    void aNetworkThatDoesNotFitTheClasses() throws IOException {
        TinyData.network(network, 4);
        refused(
                "the network ends in 4 (fc), the data have 3 classes: its last layer must have 3 outputs",
                train());
    }

    @Test
    void aNetworkThatIsNoJson() throws IOException {
        Files.writeString(network, "{\"fovea\": 1,\n oops}");
        refused("net.json", train());
    }

    @Test
    void aBatchTooLargeForTheHeapIsRefusedWithTheLargestThatFits() {
        refused("The largest batch that fits is ", train("--batch", "100000000"));
        // Nothing stands in the way of another try with the same name.
        assertThat(run).doesNotExist();
    }

    @Test
    void settingsThatCannotBe() {
        refused("there is no optimizer 'adm', use one of adam", train("--optimizer", "adm"));
        refused("schedule 'step': a number is missing; use ", train("--schedule", "step"));
        refused("schedule 'linear': there is no such", train("--schedule", "linear"));
        refused("there is no \"flop\"", train("--augment", "flop"));
        refused("no parameter matches 'conv9.*'", train("--freeze", "conv9.*"));
        refused("no parameter matches 'conv9.*'", train("--lr", "conv9.*=0.1"));
        refused("'fast' is no number", train("--lr", "fast"));
        refused("adam has no momentum", train("--momentum", "0.9"));
        refused("there is no such model", train("--from", "x.safetensors"));
        assertThat(run).doesNotExist();
    }

    @Test
    void aLossThatRunsAwayEndsTheRunWithLikelyCauses() {
        CommandLineRun failed = train("--optimizer", "sgd", "--lr", "1e30", "--epochs", "4");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err()).contains("Likely causes: a learning rate that is too high");
        noStackTrace(failed);
    }

    @Test
    void aRunThatIsThereIsNotWrittenOver() throws IOException {
        Files.createDirectories(run);
        Path precious = Files.writeString(run.resolve("settings.json"), "precious");
        refused("there is a run already", train());
        assertThat(precious).hasContent("precious");
    }

    @Test
    void resumeOfNoRunAndWithOtherSettings() {
        refused("is no folder of a run", CommandLineRun.of("train", "--resume", data.toString()));
        CommandLineRun more =
                CommandLineRun.of("train", "--resume", data.toString(), "--epochs", "9");
        assertThat(more.exit()).isEqualTo(2);
        assertThat(more.err()).contains("leave out --epochs");
    }

    @Test
    void damagedModelsCheckpointsAndSettings() throws IOException {
        assertThat(train("--epochs", "1").exit()).isZero();
        Path model = run.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(model);
        String picture = data.resolve("red/picture0.png").toString();

        Files.write(model, Arrays.copyOf(whole, whole.length - 7));
        refused(model.toString(), CommandLineRun.of("predict", run.toString(), picture));
        Files.writeString(model, "this is no model, and long enough to be taken for a header");
        refused(model.toString(), CommandLineRun.of("evaluate", run.toString()));
        Files.delete(model);
        refused(
                "the folder holds no model.safetensors",
                CommandLineRun.of("predict", run.toString(), picture));

        Path checkpoint = run.resolve("checkpoint.safetensors");
        byte[] bytes = Files.readAllBytes(checkpoint);
        Files.write(checkpoint, Arrays.copyOf(bytes, bytes.length / 2));
        refused(checkpoint.toString(), CommandLineRun.of("train", "--resume", run.toString()));
        Files.writeString(run.resolve("settings.json"), "{\"data\": 3");
        refused(
                run.resolve("settings.json") + ": is not what a run writes",
                CommandLineRun.of("train", "--resume", run.toString()));
    }

    @Test
    void picturesThatAreNone() throws IOException {
        assertThat(train("--epochs", "1").exit()).isZero();
        Path text = Files.writeString(folder.resolve("text.jpg"), "hello");
        Path good = data.resolve("red/picture0.png");

        CommandLineRun mixed =
                CommandLineRun.of("predict", run.toString(), text.toString(), good.toString());
        assertThat(mixed.exit()).isEqualTo(2);
        assertThat(mixed.err()).startsWith("fovea: " + text);
        assertThat(mixed.out()).startsWith(good.toString());
        refused(
                "missing.png",
                CommandLineRun.of("predict", run.toString(), folder + "/missing.png"));
    }

    @Test
    void aFolderThatMayNotBeWritten() throws IOException {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeTrue(!Files.isWritable(closed), "this user may write everywhere");
        CommandLineRun failed = train("--out", closed.resolve("run").toString());
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err()).contains("no permission");
        noStackTrace(failed);
    }

    @Test
    void theRunsFolderIsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        CommandLineRun failed = train("--out", file.resolve("run").toString());
        assertThat(failed.exit()).isIn(1, 2);
        assertThat(failed.err())
                .startsWith("fovea: " + file.resolve("run"))
                .contains("choose another place with --out");
        noStackTrace(failed);
    }

    private CommandLineRun train(String... more) {
        var arguments = new ArrayList<>(List.of("train"));
        List<String> given = List.of(more);
        for (List<String> usual :
                List.of(
                        List.of("--data", data.toString()),
                        List.of("--arch", network.toString()),
                        List.of("--out", run.toString()))) {
            if (!given.contains(usual.getFirst())) {
                arguments.addAll(usual);
            }
        }
        arguments.addAll(given);
        return CommandLineRun.of(arguments.toArray(new String[0]));
    }

    private static void refused(String message, CommandLineRun run) {
        assertThat(run.err()).startsWith("fovea: ").contains(message);
        assertThat(run.exit()).isEqualTo(2);
        noStackTrace(run);
    }

    private static void noStackTrace(CommandLineRun run) {
        assertThat(run.err()).doesNotContain("\tat ").doesNotContain("Exception");
    }
}
