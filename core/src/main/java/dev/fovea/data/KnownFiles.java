package dev.fovea.data;

import java.util.List;
import java.util.Set;

/**
 * The files of the data sets known by name, and their checksums. Those of CIFAR's archives are the
 * ones on its official page; those of the others are over the uncompressed files and were computed
 * from copies whose MD5 is the commonly published one.
 */
record KnownFiles(String name, RemoteFile.Checksum checksum) {
    private static final String TRAIN_IMAGES = "train-images-idx3-ubyte.gz";
    private static final String TRAIN_LABELS = "train-labels-idx1-ubyte.gz";
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte.gz";
    private static final String TEST_LABELS = "t10k-labels-idx1-ubyte.gz";

    static List<KnownFiles> of(NamedDataset dataset) {
        return switch (dataset) {
            case FASHION_MNIST ->
                    List.of(
                            sha256(
                                    TRAIN_IMAGES,
                                    "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
                            sha256(
                                    TRAIN_LABELS,
                                    "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
                            sha256(
                                    TEST_IMAGES,
                                    "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
                            sha256(
                                    TEST_LABELS,
                                    "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"));
            case MNIST ->
                    List.of(
                            sha256(
                                    TRAIN_IMAGES,
                                    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
                            sha256(
                                    TRAIN_LABELS,
                                    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
                            sha256(
                                    TEST_IMAGES,
                                    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
                            sha256(
                                    TEST_LABELS,
                                    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"));
            case CIFAR10 ->
                    List.of(md5("cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530"));
            case CIFAR100 ->
                    List.of(md5("cifar-100-binary.tar.gz", "03b5dce01913d631647c71ecec9e9cb8"));
        };
    }

    /** The checksum of the test labels of a set in MNIST's format. */
    static RemoteFile.Checksum testLabels(NamedDataset dataset) {
        return of(dataset).getLast().checksum();
    }

    /** What is needed of CIFAR's archives. */
    static Set<String> inArchive(NamedDataset dataset) {
        return dataset == NamedDataset.CIFAR10
                ? Set.of(
                        "data_batch_1.bin",
                        "data_batch_2.bin",
                        "data_batch_3.bin",
                        "data_batch_4.bin",
                        "data_batch_5.bin",
                        "test_batch.bin",
                        "batches.meta.txt")
                : Set.of("train.bin", "test.bin", "fine_label_names.txt", "coarse_label_names.txt");
    }

    private static KnownFiles sha256(String name, String hex) {
        return new KnownFiles(name, new RemoteFile.ContentSha256(hex));
    }

    private static KnownFiles md5(String name, String hex) {
        return new KnownFiles(name, new RemoteFile.Md5(hex));
    }
}
