package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderErrorsTest {
    private static final ImageDecoder DECODER = ImageDecoder.standard();

    private static String messageFor(byte[] data) {
        ImageException e =
                catchThrowableOfType(ImageException.class, () -> DECODER.read(data, "cat.jpg"));
        assertThat(e).isNotNull();
        assertThat(e.file()).isEqualTo("cat.jpg");
        assertThat(e).hasMessage("cat.jpg: " + e.problem());
        return e.problem();
    }

    private static String messageFor(String text) {
        return messageFor(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsNoPictureIsNamed() {
        assertThat(messageFor("This is not a cat, whatever its name says."))
                .isEqualTo(
                        "expected a picture, found text (\"This is not a cat, whate...\");"
                                + " readable are JPEG, PNG, GIF, BMP");
        assertThat(messageFor("Ein schönes Bild")).contains("found text (\"Ein sch");
        assertThat(messageFor("<!DOCTYPE html>\n<html><head>"))
                .contains("an HTML page (\"<!DOCTYPE html> <html><h...\")");
        assertThat(messageFor("%PDF-1.7")).contains("a PDF document");
        assertThat(messageFor("\0\0\0\u0018ftypheic\0\0\0\0")).contains("a HEIC picture");
        assertThat(messageFor("II*\0\b\0\0\0")).contains("a TIFF picture");
        assertThat(messageFor(new byte[] {1, 2, (byte) 0xfe}))
                .contains("something that begins with the bytes 01 02 fe");
        assertThat(messageFor("")).isEqualTo("the file is empty (0 bytes), expected a picture");
    }

    @Test
    void missingFilesAndFoldersAreNamed(@TempDir Path folder) {
        Path missing = folder.resolve("no.jpg");
        assertThatThrownBy(() -> DECODER.read(missing))
                .isInstanceOf(ImageException.class)
                .hasMessage(missing + ": there is no such file");
        assertThatThrownBy(() -> DECODER.probe(folder))
                .isInstanceOf(ImageException.class)
                .hasMessage(folder + ": is a folder, expected a picture");
    }

    @Test
    void truncatedJpegIsAnErrorThoughDecodersOnlyWarn() {
        byte[] whole = Golden.bytes("files/baseline420.jpg");
        assertThat(messageFor(Arrays.copyOf(whole, whole.length - 300)))
                .isEqualTo(
                        "truncated: this JPEG of 1,306 bytes has no end marker;"
                                + " fetch the file again");
        assertThat(messageFor(Arrays.copyOf(whole, 100)))
                .isEqualTo("truncated: the JPEG ends inside its header, after 100 bytes");
        // An end marker put behind what is left does not help.
        byte[] mended = Arrays.copyOf(whole, whole.length - 300);
        mended[mended.length - 2] = (byte) 0xff;
        mended[mended.length - 1] = (byte) 0xd9;
        assertThat(messageFor(mended))
                .startsWith("truncated: this JPEG ends before its 61 x 41 pixels do (");
    }

    @Test
    void damagedPngIsToldFromATruncatedOne() {
        byte[] whole = Golden.bytes("photo.png");
        assertThat(messageFor(Arrays.copyOf(whole, 2000)))
                .matches(
                        "truncated: the PNG's chunk IDAT at byte 33 needs [0-9,]+ bytes,"
                                + " 1,955 are left");
        byte[] flipped = whole.clone();
        flipped[500] ^= 4;
        assertThat(messageFor(flipped))
                .isEqualTo("damaged: the checksum of the PNG's chunk IDAT at byte 33 is wrong");
    }

    @Test
    void pixelsThatEndBeforeTheHeaderSaysAreAnError() {
        byte[] rows = new byte[10 * (1 + 20 * 3)];
        assertThat(messageFor(Pngs.of(20, 20, 8, 2, rows)))
                .startsWith("damaged or truncated: the pixels of this PNG cannot be decoded (");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "files/baseline420.jpg",
                "files/progressive.jpg",
                "photo.png",
                "files/interlaced.png",
                "files/palette4.png",
                "files/plain.gif",
                "files/interlaced.gif",
                "files/rgb24.bmp",
                "files/palette8.bmp",
            })
    void noCutGivesHalfAPicture(String file) {
        byte[] whole = Golden.bytes(file);
        Image picture = Golden.image(file);
        int refused = 0;
        for (int length = 0; length < whole.length; length += 1 + length / 97) {
            try {
                Image read = DECODER.read(Arrays.copyOf(whole, length), file);
                assertThat(read).as("%s cut to %d bytes", file, length).isEqualTo(picture);
            } catch (ImageException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "files/baseline420.jpg",
                "files/progressive.jpg",
                "files/cmyk.jpg",
                "orientation/6.jpg",
                "photo.png",
                "files/palette4.png",
                "orientation/6.png",
                "files/interlaced.gif",
                "files/offset.gif",
                "files/rgb24.bmp",
                "files/palette8.bmp",
                "files/oriented.webp",
            })
    void damageNeverEscapesAsAnythingElse(String file) throws IOException {
        long seed = Long.getLong("fovea.test.seed", 20);
        Random random = new Random(seed);
        byte[] whole = Golden.bytes(file);
        ImageDecoder decoder = DECODER.withMaxPixels(1_000_000);
        for (int round = 0; round < 400; round++) {
            byte[] data = whole.clone();
            int changes = 1 + random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                // Headers are where it hurts.
                int reach = random.nextBoolean() ? Math.min(200, data.length) : data.length;
                data[random.nextInt(reach)] = (byte) random.nextInt();
            }
            try {
                decoder.probe(data, file);
                Image image = decoder.read(data, file);
                assertThat((long) image.height() * image.width()).isLessThanOrEqualTo(1_000_000);
            } catch (ImageException e) {
                assertThat(e).as("seed %d, round %d", seed, round).hasMessageStartingWith(file);
            }
        }
    }

    @Test
    void aHugePictureIsRefusedByItsHeader() {
        byte[] huge = Pngs.of(20_000, 20_000, 8, 2, new byte[100]);
        assertThat(messageFor(huge))
                .isEqualTo(
                        "20,000 x 20,000 pixels (width x height) are more than the limit of"
                                + " 100,000,000; shrink the picture with another program");
    }

    @ParameterizedTest
    @CsvSource({
        // limit, step, height, width: 41 x 61 are 2,501 pixels
        "2501, 1, 41, 61",
        "2500, 2, 21, 31",
        "600, 3, 14, 20",
    })
    void aLargePictureMayBeSubsampled(long limit, int step, int height, int width)
            throws IOException {
        Image whole = Golden.image("photo.png");
        DecodedImage decoded =
                DECODER.withMaxPixels(limit).decode(Golden.bytes("photo.png"), "photo.png", 12, 12);
        assertThat(decoded.subsampling()).isEqualTo(step);
        assertThat(decoded.image().height()).isEqualTo(height);
        assertThat(decoded.image().width()).isEqualTo(width);
        int first = (step - 1) / 2;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                assertThat(decoded.image().at(y, x, 1))
                        .isEqualTo(whole.at(first + y * step, first + x * step, 1));
            }
        }
    }

    @Test
    void subsamplingGoesThroughJpegGifAndBmp() throws IOException {
        for (String file : new String[] {"baseline444.jpg", "plain.gif", "rgb24.bmp"}) {
            Image part =
                    DECODER.withMaxPixels(1000)
                            .decode(Golden.bytes("files/" + file), file, 10, 10)
                            .image();
            Image whole = Golden.image("files/" + file);
            assertThat(part.at(7, 9, 1)).as(file).isEqualTo(whole.at(14, 18, 1));
        }
    }

    @Test
    void subsamplingIsRefusedWhereItCannotServe() {
        ImageDecoder small = DECODER.withMaxPixels(600);
        assertThatThrownBy(() -> small.decode(Golden.bytes("photo.png"), "a.png", 16, 16))
                .hasMessageContaining("every 3-th row and column are less than the 16 x 16 needed");
        byte[] progressive = Golden.bytes("files/progressive.jpg");
        assertThatThrownBy(() -> small.decode(progressive, "b.jpg", 8, 8))
                .hasMessageContaining("this kind of JPEG cannot be read in part");
    }

    @Test
    void aHugeSparseFileIsRefusedBeforeItIsRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("film.jpg");
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(Golden.bytes("files/baseline420.jpg")));
            channel.write(ByteBuffer.allocate(1), 3L << 30);
        }
        assertThat(Files.size(file)).isGreaterThan(3L << 30);
        assertThatThrownBy(() -> DECODER.read(file))
                .isInstanceOf(ImageException.class)
                .hasMessageEndingWith(
                        "a file of 3,221,225,473 bytes is too large for a picture of 61 x 41"
                                + " pixels");
    }

    @Test
    void whatTheReadersLackIsSaid() {
        assertThat(messageFor(Golden.bytes("files/twelvebit.jpg")))
                .isEqualTo(
                        "this JPEG has 12 bits a sample, which is not read; save it as an ordinary"
                                + " 8-bit JPEG or as PNG");
        assertThat(messageFor(Golden.bytes("files/lossy.webp")))
                .startsWith("this WebP needs an ImageIO plug-in that reads WebP")
                .endsWith("readable without one are JPEG, PNG, GIF, BMP");
    }
}
