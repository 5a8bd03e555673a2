package dev.fovea.formats.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fovea.formats.torch.PickleValue.Plain;
import dev.fovea.formats.torch.PickleValue.Sequence;
import dev.fovea.model.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpicklerTest {
    private static final String STORAGE =
            "(X\007\0\0\0storagectorch\nFloatStorage\nX\001\0\0\0000X\003\0\0\0cpuJ";

    @TempDir Path folder;

    @Test
    void numbersOfEveryLength() throws IOException {
        Sequence list =
                (Sequence) read("(K\377M\377\377J\377\377\377\377\212\001\377\212\0I12\nI01\nl.");
        assertThat(list.elements())
                .containsExactly(
                        new Plain(255L),
                        new Plain(65535L),
                        new Plain(-1L),
                        new Plain(-1L),
                        new Plain(0L),
                        new Plain(12L),
                        new Plain(true));
    }

    @Test
    void deepNestingIsNoProblem() throws IOException {
        assertThat(read("]".repeat(100_000) + "a".repeat(99_999) + "."))
                .isInstanceOf(Sequence.class);
    }

    @Test
    void listsMayHoldThemselves() throws IOException {
        Sequence list = (Sequence) read("]q\0h\0a.");
        assertThat(list.elements().getFirst()).isSameAs(list);
    }

    @Test
    void aStateDictThatHoldsItselfIsRefused() throws IOException {
        PickleValue root = read("}q\0X\012\0\0\0state_dicth\0s.");
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Checkpoint.find(folder, root))
                .withMessageContaining("'state_dict', which is one of the dicts around it");
    }

    @Test
    void whatScriptsLeaveBesideTheWeightsIsPassedOver() throws IOException {
        assertThat(read("cargparse\nNamespace\n)\201}b.")).isInstanceOf(PickleValue.Skipped.class);
        assertThat(read("ctorch\ndevice\nX\003\0\0\0cpu\205R."))
                .isInstanceOf(PickleValue.Skipped.class);
        assertThat(read("ccollections\nCounter\n}K\003K\001s\205R."))
                .isInstanceOf(PickleValue.Dict.class);
        assertThat(read("(K\001K\002\221.")).isInstanceOf(Sequence.class);
    }

    @Test
    void refusals() {
        refuses("]".repeat(3_000_000), 1_999_999, "a pickle of at most 2000000 operations");
        refuses("X\377\377\377\177", 5, "a text of at most 1048576 bytes");
        refuses("X\0\0\001\0abc.", 5, "65536 more bytes of the pickle");
        refuses(".", 0, "a value on the stack");
        refuses("(.", 1, "a value on the stack");
        refuses("t", 0, "a mark on the stack");
        refuses("h\005.", 0, "something remembered as 5");
        refuses("}](e](es.", 7, "a text");
        refuses("i", 0, "an operation of a pickle of tensors and containers");
        refuses("\200\006.", 0, "a pickle of protocol 0 to 5");
        refuses("cbuiltins\neval\n.", 0, "tensors and containers alone");
        refuses("\214\010builtins\214\004eval\223.", 16, "tensors and containers alone");
        refuses("N)R.", 2, "a call of a known name");
        refuses("ctorch\nFloatStorage\n)R.", 21, "a call that builds tensors");
    }

    @Test
    void tensorsStayInsideTheirStorages() {
        tensor(
                "\012\0\0\0",
                "K\0K\013\205K\001\205",
                "which has 10 numbers, found one that ends at number 10");
        tensor("\012\0\0\0", "K\0K\012\205K\002\205", "found one that ends at number 18");
        tensor(
                "\012\0\0\0",
                "K\0J\377\377\377\377\205K\001\205",
                "an extent not to be negative, found -1");
        tensor(
                "\012\0\0\0",
                "K\0K\002\205J\377\377\377\377\205",
                "a stride not to be negative, found -1");
        tensor(
                "\012\0\0\0",
                "K\0J\377\377\377\177J\377\377\377\177\206K\001K\001\206",
                "at most 2^31 - 65 numbers");
        tensor("\012\0\0\0", "K\0J\0\0\0\020\205K\0\205", "found one that repeats them");
        tensor(
                "\012\0\0\0",
                "K\0K\003\205\212\010\377\377\377\377\377\377\377\177\205",
                "inside of storage 0");
        tensor(
                "\377\377\377\377",
                "K\0K\003\205K\001\205",
                "the size of storage 0 not to be negative");
    }

    private void tensor(String size, String view, String message) {
        String pickle =
                "ctorch._utils\n_rebuild_tensor_v2\n(" + STORAGE + size + "tQ" + view + "tR.";
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> read(pickle))
                .withMessageContaining(message);
    }

    private void refuses(String pickle, long offset, String expected) {
        assertThatExceptionOfType(FormatException.class)
                .as(pickle.substring(0, Math.min(20, pickle.length())))
                .isThrownBy(() -> read(pickle))
                .satisfies(e -> assertThat(e.offset()).isEqualTo(offset))
                .withMessageContaining(expected);
    }

    private PickleValue read(String pickle) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(pickle.getBytes(StandardCharsets.ISO_8859_1));
        Path file = Files.write(folder.resolve("pickle"), bytes.toByteArray());
        try (FileChannel channel = FileChannel.open(file)) {
            return Unpickler.read(
                    new PickleInput(file, channel, 0, channel.size()), new TensorBuilder(file));
        }
    }
}
