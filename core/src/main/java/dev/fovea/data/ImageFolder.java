package dev.fovea.data;

import dev.fovea.image.Image;
import dev.fovea.image.ImageDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Picture files in folders, one folder for each class; pictures are decoded when asked for.
 *
 * <p>The classes are the folders' names in the order of their characters (Unicode), and so are the
 * pictures of each class: the order does not depend on the file system. Folders inside a class's
 * folder belong to the class; symbolic links are followed. What is a picture is told by the
 * extension (jpg, jpeg, jpe, jfif, png, gif, bmp, webp, in any case); hidden files and all others
 * are ignored and counted.
 */
public final class ImageFolder implements Dataset {
    private final Path folder;
    private final List<String> classes;
    private final List<Path> classFolders;
    private final int[] classOf;
    private final int[] labels;
    private final List<ClassScan.Found> pictures;
    private final Ignored ignored;
    private final ImageDecoder decoder;
    private final Memo fingerprint = Memo.of(this::computeFingerprint);

    private ImageFolder(FolderScan scan, List<String> classes, ImageDecoder decoder) {
        this.folder = scan.folder();
        this.classes = classes;
        this.decoder = decoder;
        this.ignored = scan.ignored();
        this.classFolders = scan.classes().stream().map(ClassScan::folder).toList();
        this.pictures = new ArrayList<>();
        scan.classes().forEach(each -> pictures.addAll(each.pictures()));
        this.classOf = new int[pictures.size()];
        this.labels = new int[pictures.size()];
        int next = 0;
        for (int c = 0; c < scan.classes().size(); c++) {
            ClassScan each = scan.classes().get(c);
            int label = classes.indexOf(each.name());
            for (int i = 0; i < each.pictures().size(); i++, next++) {
                classOf[next] = c;
                labels[next] = label;
            }
        }
    }

    /**
     * The pictures of a folder that can be trained on.
     *
     * @throws DataException if the folder is missing, cannot be read, has fewer than two class
     *     folders, one of them holds no picture, or symbolic links go round in a circle
     */
    public static ImageFolder load(Path folder, ImageDecoder decoder) throws DataException {
        FolderScan scan = FolderScan.of(folder);
        List<DataException> problems = scan.problemsForTraining();
        if (!problems.isEmpty()) {
            throw DataException.firstOf(problems);
        }
        return of(scan, scan.classNames(), decoder);
    }

    /**
     * All pictures of a folder, at any depth, as one class that is named after it: for work that
     * needs no labels.
     *
     * @throws DataException if the folder is missing or cannot be read, or symbolic links go round
     *     in a circle
     */
    public static ImageFolder unlabelled(Path folder, ImageDecoder decoder) throws DataException {
        ClassScan scan = ClassScan.of(folder.toAbsolutePath().normalize());
        if (!scan.problems().isEmpty()) {
            throw DataException.firstOf(scan.problems());
        }
        return of(
                new FolderScan(folder, List.of(scan), scan.ignored(), List.of()),
                List.of(scan.name()),
                decoder);
    }

    /**
     * The pictures of a folder for classes that are known, for example those of a model or of the
     * training split; not every class needs a folder with pictures.
     *
     * @param classes the names; their order gives the labels
     * @throws DataException if the folder is missing or cannot be read, symbolic links go round in
     *     a circle, or there is a folder with pictures for none of the classes
     */
    public static ImageFolder load(Path folder, List<String> classes, ImageDecoder decoder)
            throws DataException {
        FolderScan scan = FolderScan.of(folder);
        if (!scan.problems().isEmpty()) {
            throw DataException.firstOf(scan.problems());
        }
        return of(scan, classes, decoder);
    }

    /**
     * @throws DataException if a folder with pictures belongs to none of the classes
     */
    static ImageFolder of(FolderScan scan, List<String> classes, ImageDecoder decoder)
            throws DataException {
        List<String> unknown = new ArrayList<>();
        for (ClassScan each : scan.classes()) {
            if (!classes.contains(each.name()) && !each.pictures().isEmpty()) {
                unknown.add(each.name());
            }
        }
        if (!unknown.isEmpty()) {
            throw new DataException(
                    scan.folder().toString(),
                    ("has folders of pictures for classes that are not known: %s. The %d"
                                    + " classes are %s")
                            .formatted(Names.list(unknown), classes.size(), Names.list(classes)));
        }
        return new ImageFolder(scan, List.copyOf(classes), decoder);
    }

    /** The folder of the class folders. */
    public Path folder() {
        return folder;
    }

    /** What lies in the folders and is not read. */
    public Ignored ignored() {
        return ignored;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    @Override
    public Image image(int index) throws IOException {
        return decoder.read(path(index));
    }

    /** The path of the file. */
    @Override
    public String describe(int index) {
        return path(index).toString();
    }

    @Override
    public Optional<Path> file(int index) {
        return Optional.of(path(index));
    }

    private Path path(int index) {
        return classFolders.get(classOf[index]).resolve(pictures.get(index).path());
    }

    /** Over names and sizes; neither the place of the folder nor the files' times matter. */
    @Override
    public String fingerprint() {
        return fingerprint.get();
    }

    private String computeFingerprint() {
        Fingerprint hash = Fingerprint.start().add("folder").add(classes);
        for (int i = 0; i < labels.length; i++) {
            ClassScan.Found picture = pictures.get(i);
            hash.add(labels[i]).add(picture.name()).add(picture.size());
        }
        return hash.finish();
    }

    /** {@code pets/train: 1,200 pictures in 2 classes}. */
    @Override
    public String toString() {
        return "%s: %s in %d classes"
                .formatted(folder, Names.count(labels.length, "picture"), classes.size());
    }
}
