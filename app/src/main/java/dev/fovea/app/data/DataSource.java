package dev.fovea.app.data;

import dev.fovea.data.DataException;
import dev.fovea.data.DataSplits;
import dev.fovea.data.DownloadProgress;
import dev.fovea.data.NamedDataset;
import dev.fovea.data.SplitOptions;
import dev.fovea.data.Splits;
import dev.fovea.image.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The data that a name on the command line stands for.
 *
 * @param name {@link EmbeddedFashion#NAME}, a folder, or a set known by name
 * @param root where sets known by name are looked for and fetched to
 * @param download whether a set known by name may be fetched
 */
public record DataSource(String name, Path root, boolean download) {
    /**
     * Opens the data; splits they do not have are cut off the training pictures as the options say.
     *
     * @throws DataException if they cannot be used; the message says what to do
     */
    public DataSplits open(SplitOptions options, DownloadProgress progress) throws IOException {
        if (name.equals(EmbeddedFashion.NAME)) {
            return EmbeddedFashion.load().complete(options.withTest(0));
        }
        Optional<NamedDataset> known = NamedDataset.of(name);
        Path folder = path();
        if (Files.exists(folder) || (known.isEmpty() && looksLikeAPath())) {
            return Splits.open(folder, options, ImageDecoder.standard());
        }
        NamedDataset set = NamedDataset.require(name, EmbeddedFashion.NAME);
        if (download) {
            Files.createDirectories(root);
            set.download(root, progress);
        }
        return set.find(List.of(root)).complete(options);
    }

    private boolean looksLikeAPath() {
        return name.contains("/") || name.contains("\\") || name.startsWith(".");
    }

    private Path path() throws DataException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new DataException(name, "is no path: " + e.getReason());
        }
    }
}
