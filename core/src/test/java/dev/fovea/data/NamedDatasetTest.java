package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedDatasetTest {
    @TempDir private Path root;

    @Test
    void namesAreKnownHoweverTheyAreSpelled() throws DataException {
        assertThat(NamedDataset.of("FashionMNIST")).contains(NamedDataset.FASHION_MNIST);
        assertThat(NamedDataset.of("fashion_mnist")).contains(NamedDataset.FASHION_MNIST);
        assertThat(NamedDataset.of("CIFAR-10")).contains(NamedDataset.CIFAR10);
        assertThat(NamedDataset.of("imagenet")).isEmpty();
        assertThat(NamedDataset.require("mnist")).isEqualTo(NamedDataset.MNIST);
        assertThatThrownBy(() -> NamedDataset.require("cifar"))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "cifar: is neither a folder nor a data set known by name;"
                                + " known are cifar10, cifar100, mnist, fashion-mnist");
        assertThatThrownBy(() -> NamedDataset.require("embeded", "embedded"))
                .hasMessageContaining("known are embedded, ");
    }

    @Test
    void theErrorSaysWhereItLooked() {
        assertThatThrownBy(() -> NamedDataset.CIFAR10.find(List.of(root)))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "cifar10: not found. Looked in "
                                + root.resolve("cifar-10-batches-bin")
                                + ", "
                                + root.resolve("cifar10")
                                + ", "
                                + root.resolve("cifar10/cifar-10-batches-bin")
                                + ", "
                                + root
                                + ". Say --download to fetch it from its official home,"
                                + " or --data-root FOLDER for where it is");
    }

    @Test
    void realMnistIsFoundAndNotTakenForFashion() throws DataException {
        Path shared = SharedData.folder();
        DataSplits mnist = NamedDataset.MNIST.find(List.of(root, shared));
        assertThat(mnist.name()).isEqualTo("mnist");
        assertThat(mnist.train().size()).isEqualTo(60_000);
        assertThat(mnist.test().size()).isEqualTo(10_000);
        assertThat(mnist.classes()).hasSize(10).startsWith("0", "1");
        assertThat(mnist.train().describe(17)).isEqualTo("train #17");

        try {
            DataSplits fashion = NamedDataset.FASHION_MNIST.find(List.of(shared));
            assertThat(fashion.fingerprint())
                    .as("found where Debian's package puts it, not in the folder of MNIST")
                    .isNotEqualTo(mnist.fingerprint());
        } catch (DataException e) {
            assertThat(e).hasMessageContaining(shared + " (which holds mnist)");
        }
    }

    @Test
    void fashionMnistIsFoundWhereDebianPutsIt() throws IOException {
        Path debian = SharedData.fashionMnist();
        DataSplits fashion = NamedDataset.FASHION_MNIST.find(List.of(root));
        assertThat(fashion.train().size()).isEqualTo(60_000);
        assertThat(fashion.train().classCounts()).containsOnly(6_000);
        assertThat(fashion.test().classCounts()).containsOnly(1_000);
        assertThat(fashion.classes().get(9)).isEqualTo("Ankle boot");
        assertThat(fashion.train().label(0)).isEqualTo(9);
        DataSplits asFolder = Splits.open(debian, SplitOptions.asFound(), ImageDecoder.standard());
        assertThat(asFolder.fingerprint()).isEqualTo(fashion.fingerprint());
        assertThat(asFolder.classes()).isEqualTo(fashion.classes());
        for (KnownFiles known : KnownFiles.of(NamedDataset.FASHION_MNIST)) {
            assertThat(known.checksum().of(debian.resolve(known.name())))
                    .isEqualTo(known.checksum().expected());
        }
    }

    @Test
    void torchvisionsFolderIsLookedInToo() throws IOException {
        Path shared = SharedData.folder();
        Path raw = Files.createDirectories(root.resolve("MNIST/raw"));
        for (KnownFiles known : KnownFiles.of(NamedDataset.MNIST)) {
            Path file = shared.resolve(known.name());
            assertThat(known.checksum().of(file)).isEqualTo(known.checksum().expected());
            Files.copy(file, raw.resolve(known.name()));
        }
        assertThat(NamedDataset.MNIST.find(List.of(root)).test().size()).isEqualTo(10_000);
    }
}
