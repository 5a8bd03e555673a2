package dev.fovea.data;

import dev.fovea.text.Nearest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Data sets that everybody knows by name. */
public enum NamedDataset {
    /** Xiao, Rasul, Vollgraf: "Fashion-MNIST", 2017; 28 x 28 grey, 60,000 + 10,000. */
    FASHION_MNIST("fashion-mnist"),
    /** LeCun, Cortes, Burges: handwritten digits; 28 x 28 grey, 60,000 + 10,000. */
    MNIST("mnist"),
    /** Krizhevsky, 2009; 32 x 32 colour, 50,000 + 10,000. */
    CIFAR10("cifar10"),
    /** Krizhevsky, 2009, with the 100 fine labels; 32 x 32 colour, 50,000 + 10,000. */
    CIFAR100("cifar100");

    /** Where Debian's package dataset-fashion-mnist puts its files. */
    private static final Path DEBIAN = Path.of("/usr/share/datasets/fashion-mnist");

    private final String id;

    NamedDataset(String id) {
        this.id = id;
    }

    /** What to write on a command line. */
    public String id() {
        return id;
    }

    /** All names, as for a command line. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(NamedDataset::id).toList();
    }

    /** The data set of this name, however it is spelled: "fashion-mnist", "FashionMNIST". */
    public static Optional<NamedDataset> of(String name) {
        String plain = plain(name);
        return Arrays.stream(values()).filter(known -> plain(known.id).equals(plain)).findFirst();
    }

    /**
     * As {@link #of}, for a name that must be known.
     *
     * @param others names that the caller knows beside these, for the message
     * @throws DataException naming the known ones, the likeliest first
     */
    public static NamedDataset require(String name, String... others) throws DataException {
        List<String> known = Stream.concat(ids().stream(), Arrays.stream(others)).toList();
        return of(name).orElseThrow(() ->
                new DataException(
                        name,
                        "is neither a folder nor a data set known by name; known are "
                                + Nearest.list(name, known, known.size())));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }

    /** The names of the classes; empty for CIFAR, whose archives bring them. */
    public List<String> classes() {
        return switch (this) {
            case FASHION_MNIST ->
                    List.of(
                            "T-shirt/top",
                            "Trouser",
                            "Pullover",
                            "Dress",
                            "Coat",
                            "Sandal",
                            "Shirt",
                            "Sneaker",
                            "Bag",
                            "Ankle boot");
            case MNIST -> IntStream.range(0, 10).mapToObj(Integer::toString).toList();
            case CIFAR10, CIFAR100 -> List.of();
        };
    }

    /**
     * The data, found below one of these folders (or in it) or where Debian's package puts it.
     * MNIST's and Fashion-MNIST's files have the same names, so their content decides.
     *
     * @throws DataException if they are in none of them, which are listed, or are damaged
     */
    public DataSplits find(List<Path> roots) throws DataException {
        List<String> looked = new ArrayList<>();
        for (Path folder : candidates(roots)) {
            if (!isIn(folder)) {
                looked.add(folder.toString());
                continue;
            }
            switch (this) {
                case CIFAR10 -> {
                    return Cifar.load10(folder);
                }
                case CIFAR100 -> {
                    return Cifar.load100(folder, Cifar.Labels.FINE);
                }
                case MNIST, FASHION_MNIST -> {
                    Optional<NamedDataset> content = identify(folder);
                    if (content.equals(Optional.of(this))) {
                        return IdxFolder.load(folder, id, classes());
                    }
                    looked.add(
                            content.map(other -> folder + " (which holds " + other.id + ")")
                                    .orElse(
                                            folder
                                                    + " (whose labels are those of another data set)"));
                }
            }
        }
        throw new DataException(
                id,
                ("not found. Looked in %s. Say --download to fetch it from its official home,"
                                + " or --data-root FOLDER for where it is")
                        .formatted(String.join(", ", looked)));
    }

    /**
     * Fetches the data from their official home into a folder below the root, where {@link #find}
     * finds them. What is there already is not fetched again.
     *
     * @return the folder
     * @throws DataException if a file cannot be fetched or written, or is not what it should be
     */
    public Path download(Path root, DownloadProgress progress) throws DataException {
        List<URI> homes = homes();
        List<RemoteFile> files =
                KnownFiles.of(this).stream()
                        .map(known -> RemoteFile.of(known.name(), homes, known.checksum()))
                        .toList();
        return download(root, files, Download.standard(), progress);
    }

    Path download(Path root, List<RemoteFile> files, Download download, DownloadProgress progress)
            throws DataException {
        Path folder = root.resolve(folderNames().getFirst());
        switch (this) {
            case MNIST, FASHION_MNIST -> {
                for (RemoteFile file : files) {
                    download.fetch(file, folder, progress);
                }
            }
            case CIFAR10, CIFAR100 -> {
                Set<String> wanted = KnownFiles.inArchive(this);
                if (!wanted.stream().allMatch(name -> Files.isRegularFile(folder.resolve(name)))) {
                    download.fetch(files.getFirst(), root, progress);
                    Path archive = root.resolve(files.getFirst().name());
                    TarGz.extract(archive, wanted, folder);
                    try {
                        Files.delete(archive);
                    } catch (IOException e) {
                        throw DataException.writing(archive, e);
                    }
                }
            }
        }
        return folder;
    }

    private List<URI> homes() {
        List<String> homes =
                switch (this) {
                    case FASHION_MNIST ->
                            List.of(
                                    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                                    "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/");
                    // LeCun's own server often refuses; the others are the mirrors that PyTorch and
                    // TensorFlow use. The checksums are the same.
                    case MNIST ->
                            List.of(
                                    "http://yann.lecun.com/exdb/mnist/",
                                    "https://ossci-datasets.s3.amazonaws.com/mnist/",
                                    "https://storage.googleapis.com/cvdf-datasets/mnist/");
                    case CIFAR10, CIFAR100 -> List.of("https://www.cs.toronto.edu/~kriz/");
                };
        return homes.stream().map(URI::create).toList();
    }

    /** How its folder may be called, the one to make first; torchvision's included. */
    private List<String> folderNames() {
        return switch (this) {
            case FASHION_MNIST -> List.of("fashion-mnist", "FashionMNIST/raw");
            case MNIST -> List.of("mnist", "MNIST/raw");
            case CIFAR10 ->
                    List.of("cifar-10-batches-bin", "cifar10", "cifar10/cifar-10-batches-bin");
            case CIFAR100 -> List.of("cifar-100-binary", "cifar100", "cifar100/cifar-100-binary");
        };
    }

    private Set<Path> candidates(List<Path> roots) {
        Set<Path> candidates = new LinkedHashSet<>();
        for (Path root : roots) {
            folderNames().forEach(name -> candidates.add(root.resolve(name)));
            candidates.add(root);
        }
        if (this == FASHION_MNIST) {
            candidates.add(DEBIAN);
        }
        return candidates;
    }

    private boolean isIn(Path folder) {
        return switch (this) {
            case MNIST, FASHION_MNIST -> IdxFolder.isIn(folder);
            case CIFAR10 -> Cifar.is10(folder);
            case CIFAR100 -> Cifar.is100(folder);
        };
    }

    /** Which of the sets with MNIST's file names this is, by its 10,000 test labels. */
    static Optional<NamedDataset> identify(Path folder) throws DataException {
        Optional<Path> labels = IdxFolder.testLabels(folder);
        if (labels.isEmpty()) {
            throw new DataException(
                    folder.toString(), "the file t10k-labels-idx1-ubyte (or .gz) is missing");
        }
        try {
            for (NamedDataset known : List.of(MNIST, FASHION_MNIST)) {
                RemoteFile.Checksum checksum = KnownFiles.testLabels(known);
                if (checksum.of(labels.get()).equals(checksum.expected())) {
                    return Optional.of(known);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw DataException.of(labels.get(), e);
        }
    }
}
