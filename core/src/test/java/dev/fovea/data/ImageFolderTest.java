package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.image.ImageDecoder;
import dev.fovea.image.ImageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
    private static final ImageDecoder DECODER = ImageDecoder.standard();

    @TempDir private Path root;

    private ImageFolder load() throws DataException {
        return ImageFolder.load(root, DECODER);
    }

    private String loadingFails() {
        DataException e = assertThatLoadingFails();
        return e.getMessage().replace(root.toString(), "ROOT");
    }

    private DataException assertThatLoadingFails() {
        try {
            load();
        } catch (DataException e) {
            return e;
        }
        throw new AssertionError("the folder was loaded");
    }

    private List<String> names(Dataset dataset) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < dataset.size(); i++) {
            names.add(root.relativize(Path.of(dataset.describe(i))).toString());
        }
        return names;
    }

    private void touch(String file) throws IOException {
        PictureFiles.write(root.resolve(file), "text".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void oneFolderIsOneClass() throws IOException {
        PictureFiles.pngs(root.resolve("dog"), 3, 1);
        PictureFiles.pngs(root.resolve("cat"), 2, 10);
        ImageFolder data = load();
        assertThat(data.classes()).containsExactly("cat", "dog");
        assertThat(names(data))
                .containsExactly(
                        "cat/00.png", "cat/01.png", "dog/00.png", "dog/01.png", "dog/02.png");
        assertThat(data.label(1)).isZero();
        assertThat(data.label(2)).isEqualTo(1);
        assertThat(data.image(1)).isEqualTo(DECODER.read(root.resolve("cat/01.png")));
        assertThat(data.file(4)).contains(root.resolve("dog/02.png"));
        assertThat(data).hasToString(root + ": 5 pictures in 2 classes");
    }

    @Test
    void theOrderIsThatOfTheNamesWhateverTheFileSystemSays() throws IOException {
        for (String name : List.of("b.png", "a10.png", "B.png", "a2.png", "deep/x.png")) {
            PictureFiles.png(root.resolve("one").resolve(name), 1);
        }
        PictureFiles.png(root.resolve("two/z.png"), 2);
        assertThat(names(load()))
                .containsExactly(
                        "one/B.png",
                        "one/a10.png",
                        "one/a2.png",
                        "one/b.png",
                        "one/deep/x.png",
                        "two/z.png");
    }

    @Test
    void oddNamesAreReadAsTheyAre() throws IOException {
        List<String> odd = List.of("with space.png", "a,b;c'\"#%.PNG", "x..y.Jpg", "-n.png");
        for (String name : odd) {
            PictureFiles.png(root.resolve("red panda").resolve(name), 1);
        }
        PictureFiles.png(root.resolve("two/z.png"), 2);
        ImageFolder data = load();
        assertThat(data.size()).isEqualTo(5);
        for (int i = 0; i < data.size(); i++) {
            assertThat(data.image(i).height()).isEqualTo(6);
        }
    }

    @Test
    void namesOfAllAlphabetsAreRead() throws IOException {
        assumeTrue(
                "UTF-8".equals(System.getProperty("sun.jnu.encoding")),
                "this process cannot write such file names: its locale is not UTF-8");
        PictureFiles.png(root.resolve("Köter/\u0416\u0443\u0447\u043a\u0430.png"), 1);
        PictureFiles.png(root.resolve("\u732b/\u30bf\u30de \ud83d\ude38.png"), 2);
        ImageFolder data = load();
        assertThat(data.classes()).containsExactly("Köter", "\u732b");
        assertThat(data.image(1).width()).isEqualTo(8);
    }

    @Test
    void whatIsNoPictureIsIgnoredAndCounted() throws IOException {
        PictureFiles.pngs(root.resolve("cat"), 2, 1);
        PictureFiles.pngs(root.resolve("dog"), 2, 5);
        PictureFiles.png(root.resolve("loose.png"), 9);
        PictureFiles.png(root.resolve("cat/.hidden.png"), 9);
        PictureFiles.png(root.resolve("cat/.thumbnails/1.png"), 9);
        PictureFiles.png(root.resolve("__MACOSX/1.png"), 9);
        touch("cat/Thumbs.db");
        touch("cat/notes.txt");
        touch("dog/boxes.xml");
        touch("dog/more.TXT");
        touch("README");
        ImageFolder data = load();
        assertThat(data.size()).isEqualTo(4);
        assertThat(data.classes()).containsExactly("cat", "dog");
        Ignored ignored = data.ignored();
        assertThat(ignored.hidden()).isEqualTo(4);
        assertThat(ignored.foreign())
                .containsExactlyInAnyOrderEntriesOf(Map.of("txt", 2L, "xml", 1L, "", 1L));
        assertThat(ignored.loose()).isEqualTo(1);
        assertThat(ignored)
                .hasToString(
                        "4 hidden files, 4 other files (no extension 1, .txt 2, .xml 1),"
                                + " 1 picture outside the class folders");
    }

    @Test
    void missingAndEmptyFoldersAreNamed() throws IOException {
        assertThat(loadingFails())
                .isEqualTo(
                        "ROOT: expected one folder of pictures for each class, found nothing: it is empty");
        touch("notes.txt");
        assertThat(loadingFails()).endsWith("found only 1 other file (.txt 1)");
        PictureFiles.png(root.resolve("a.png"), 1);
        assertThat(loadingFails())
                .endsWith(
                        "found 1 picture directly in it, which have no label;"
                                + " move them into one folder for each class");
        assertThatThrownBy(() -> ImageFolder.load(root.resolve("no"), DECODER))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        root.resolve("no") + ": there is no such file or folder; check the path");
        assertThatThrownBy(() -> ImageFolder.load(root.resolve("a.png"), DECODER))
                .hasMessageEndingWith("a.png: is a file, expected a folder of pictures");
    }

    @Test
    void oneClassIsNotEnough() throws IOException {
        PictureFiles.pngs(root.resolve("cat"), 2, 1);
        assertThat(loadingFails())
                .isEqualTo(
                        "ROOT: has only one class, \"cat\","
                                + " expected one folder for each of at least two classes");
        PictureFiles.pngs(root.resolve("cat/siamese"), 2, 1);
        PictureFiles.pngs(root.resolve("cat/tabby"), 2, 1);
        assertThat(loadingFails()).endsWith("; it holds folders itself, did you mean ROOT/cat?");
    }

    @Test
    void aClassNeedsPictures() throws IOException {
        PictureFiles.pngs(root.resolve("cat"), 2, 1);
        PictureFiles.pngs(root.resolve("dog"), 2, 1);
        touch("newt/notes.txt");
        assertThat(loadingFails())
                .isEqualTo(
                        "ROOT/newt: a class without pictures (it holds only 1 other file (.txt 1));"
                                + " add some or remove the folder");
        Files.createDirectory(root.resolve("ant"));
        assertThat(loadingFails())
                .isEqualTo(
                        "ROOT/ant: a class without pictures (the folder is empty);"
                                + " add some or remove the folder (the first of 2 problems)");
    }

    @Test
    void loopsOfLinksAreRefused() throws IOException {
        PictureFiles.pngs(root.resolve("cat"), 2, 1);
        PictureFiles.pngs(root.resolve("dog"), 2, 1);
        Files.createSymbolicLink(root.resolve("dog/all"), root);
        assertThat(loadingFails())
                .startsWith(
                        "ROOT/dog/all/dog: a symbolic link leads back to a folder that contains it;")
                .contains("remove the link");
    }

    @Test
    void otherLinksAreFollowed(@TempDir Path elsewhere) throws IOException {
        PictureFiles.pngs(root.resolve("cat"), 2, 1);
        PictureFiles.pngs(elsewhere, 3, 7);
        Files.createSymbolicLink(root.resolve("dog"), elsewhere);
        Files.createSymbolicLink(root.resolve("cat/nothing.png"), root.resolve("gone.png"));
        ImageFolder data = load();
        assertThat(data.classCounts()).containsExactly(2, 3);
        assertThat(data.ignored().brokenLinks()).isEqualTo(1);
        assertThat(data.image(4).width()).isEqualTo(8);
    }

    @Test
    void foldersThatMayNotBeReadAreNamed() throws IOException {
        PictureFiles.pngs(root.resolve("cat"), 2, 1);
        PictureFiles.pngs(root.resolve("dog"), 2, 1);
        Path closed = root.resolve("dog");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        try {
            assumeFalse(
                    Files.isReadable(closed),
                    "this user may read everything: permissions cannot be tried");
            assertThat(loadingFails())
                    .isEqualTo(
                            "ROOT/dog: no permission to read it;"
                                    + " change its permissions or run as another user");
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void knownClassesGiveTheLabels() throws IOException {
        PictureFiles.pngs(root.resolve("cat"), 2, 1);
        Files.createDirectory(root.resolve("empty"));
        List<String> classes = List.of("dog", "cat", "newt");
        ImageFolder data = ImageFolder.load(root, classes, DECODER);
        assertThat(data.classes()).isEqualTo(classes);
        assertThat(data.classCounts()).containsExactly(0, 2, 0);
        PictureFiles.pngs(root.resolve("owl"), 1, 1);
        assertThatThrownBy(() -> ImageFolder.load(root, classes, DECODER))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        root
                                + ": has folders of pictures for classes that are not known: owl."
                                + " The 3 classes are dog, cat, newt");
    }

    @Test
    void theFingerprintIsOverNamesAndSizes(@TempDir Path copy) throws IOException {
        for (Path place : List.of(root, copy)) {
            PictureFiles.pngs(place.resolve("cat"), 2, 1);
            PictureFiles.pngs(place.resolve("dog"), 2, 5);
        }
        String original = load().fingerprint();
        assertThat(original).matches("sha256:[0-9a-f]{64}");
        assertThat(ImageFolder.load(copy, DECODER).fingerprint()).isEqualTo(original);
        Files.move(copy.resolve("cat/01.png"), copy.resolve("cat/02.png"));
        assertThat(ImageFolder.load(copy, DECODER).fingerprint()).isNotEqualTo(original);
        Files.write(root.resolve("dog/01.png"), new byte[] {1, 2, 3});
        assertThat(load().fingerprint()).isNotEqualTo(original);
    }

    @Test
    void aBadPictureIsFoundWhenItIsRead() throws IOException {
        PictureFiles.pngs(root.resolve("cat"), 1, 1);
        touch("dog/text.jpg");
        PictureFiles.truncatedJpeg(root.resolve("dog/truncated.jpg"), 1);
        ImageFolder data = load();
        assertThat(data.image(0).width()).isEqualTo(8);
        assertThatThrownBy(() -> data.image(1))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("text.jpg: expected a picture, found text");
        assertThatThrownBy(() -> data.image(2))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("truncated");
    }
}
