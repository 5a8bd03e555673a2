package dev.fovea.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoding against what Pillow reads from the same files. */
class ImageDecoderTest {
    private static final ImageDecoder DECODER = ImageDecoder.standard();

    @Test
    void plainPngGivesTheVeryBytes() throws IOException {
        var raw = new GZIPInputStream(new ByteArrayInputStream(Golden.bytes("photo.raw.gz")));
        assertThat(Golden.image("photo.png")).isEqualTo(Image.of(41, 61, 3, raw.readAllBytes()));
    }

    @ParameterizedTest
    @CsvSource({
        "grey1.png, 1",
        "grey2.png, L",
        "grey4.png, L",
        "grey8.png, L",
        "grey16.png, I;16",
        "greyalpha8.png, LA",
        "greyalpha16.png, LA;16",
        "interlaced.png, RGB",
        "transparent.png, RGB",
        "rgb16.png, RGB;16",
        "rgba8.png, RGBA",
        "rgba16.png, RGBA;16",
        "palette1.png, P",
        "palette2.png, P",
        "palette4.png, P",
        "palette8.png, P",
        "plain.gif, P",
        "interlaced.gif, P",
        "offset.gif, P",
        "rgb24.bmp, RGB",
        "rgb32.bmp, RGB",
        "rgb16.bmp, RGB",
        "topdown.bmp, RGB",
        "palette8.bmp, P",
    })
    void losslessFormatsGivePillowsPixels(String file, String mode) throws IOException {
        byte[] data = Golden.bytes("files/" + file);
        DecodedImage decoded = DECODER.decode(data, file, 0, 0);
        Image expected = Golden.image("files/" + file + ".expected.png");
        assertThat(decoded.info().mode()).isEqualTo(mode);
        assertThat(decoded.image().channels()).isEqualTo(decoded.info().channels());
        assertThat(decoded.image()).isEqualTo(expected);
        assertThat(decoded.warnings()).isEmpty();
        assertThat(decoded.subsampling()).isOne();
    }

    /** Decoders may differ by a rounding in the cosine transform; the colours must not. */
    @ParameterizedTest
    @CsvSource({
        "baseline420.jpg, RGB",
        "baseline422.jpg, RGB",
        "baseline444.jpg, RGB",
        "progressive.jpg, RGB",
        "nojfif.jpg, RGB",
        "adobergb.jpg, RGB",
        "grey.jpg, L",
        "cmyk.jpg, CMYK",
        "ycck.jpg, CMYK",
    })
    void jpegGivesPillowsPixelsToTwoLevels(String file, String mode) throws IOException {
        DecodedImage decoded = DECODER.decode(Golden.bytes("files/" + file), file, 0, 0);
        Image expected = Golden.image("files/" + file + ".expected.png");
        assertThat(decoded.info().mode()).isEqualTo(mode);
        assertThat(Golden.worst(decoded.image(), expected)).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void orientationIsObeyed(int value) throws IOException {
        Image upright = Golden.image("orientation/upright.png");

        byte[] png = Golden.bytes("orientation/" + value + ".png");
        DecodedImage decoded = DECODER.decode(png, value + ".png", 0, 0);
        assertThat(decoded.info().orientation().exif()).isEqualTo(value);
        assertThat(decoded.info().uprightHeight()).isEqualTo(16);
        assertThat(decoded.info().uprightWidth()).isEqualTo(24);
        assertThat(decoded.image()).isEqualTo(upright);

        byte[] jpeg = Golden.bytes("orientation/" + value + ".jpg");
        Image turned = DECODER.read(jpeg, value + ".jpg");
        assertThat(turned.height()).isEqualTo(16);
        assertThat(Golden.worst(turned, upright)).isLessThanOrEqualTo(24);
        Image first = DECODER.read(Golden.bytes("orientation/1.jpg"), "1.jpg");
        assertThat(meanDifference(turned, first)).isLessThan(2.0);
    }

    @Test
    void orientationCanBeLeftAlone() throws IOException {
        byte[] data = Golden.bytes("orientation/6.png");
        Image stored = DECODER.withOrientation(false).read(data, "6.png");
        assertThat(stored.height()).isEqualTo(24);
        assertThat(Orientation.TURN_RIGHT.apply(stored))
                .isEqualTo(Golden.image("orientation/upright.png"));
    }

    private static double meanDifference(Image a, Image b) {
        double sum = 0;
        for (int i = 0; i < a.pixels().length; i++) {
            sum += Math.abs((a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff));
        }
        return sum / a.pixels().length;
    }

    @ParameterizedTest
    @CsvSource({
        "lossy.webp, UPRIGHT",
        "lossless.webp, UPRIGHT",
        "oriented.webp, TURN_RIGHT",
    })
    void webpHeadersAreReadWithoutAPlugin(String file, Orientation orientation) throws IOException {
        ImageInfo info = DECODER.probe(Golden.bytes("files/" + file), file);
        assertThat(info).isEqualTo(new ImageInfo(ImageFormat.WEBP, 61, 41, "RGB", orientation));
    }

    @Test
    void filesStreamsAndBytesGiveTheSame(@TempDir Path folder) throws IOException {
        byte[] data = Golden.bytes("files/progressive.jpg");
        Path file = folder.resolve("picture.dat");
        Files.write(file, data);
        Image image = DECODER.read(data, "progressive.jpg");
        assertThat(DECODER.read(file)).isEqualTo(image);
        assertThat(DECODER.read(new ByteArrayInputStream(data), "stream")).isEqualTo(image);
        assertThat(DECODER.probe(file)).isEqualTo(DECODER.probe(data, "progressive.jpg"));
    }

    @Test
    void onePixelIsAPicture() throws IOException {
        byte[] png = Pngs.of(1, 1, 8, 2, new byte[] {0, 1, 2, 3});
        assertThat(DECODER.read(png, "one.png")).isEqualTo(Image.of(1, 1, 3, new byte[] {1, 2, 3}));
    }

    /** Pillow does not look at colour profiles; a strange or broken one must not matter. */
    @Test
    void colourProfilesChangeNothing() throws IOException {
        byte[] data = Golden.bytes("files/baseline444.jpg");
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        for (byte[] profile : new byte[][] {linear, new byte[50]}) {
            var out = new ByteArrayOutputStream();
            out.write(data, 0, 2);
            out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xe2});
            out.write((profile.length + 16) >> 8);
            out.write(profile.length + 16);
            out.writeBytes("ICC_PROFILE\0\1\1".getBytes(ISO_8859_1));
            out.writeBytes(profile);
            out.write(data, 2, data.length - 2);
            assertThat(DECODER.read(out.toByteArray(), "profile.jpg"))
                    .isEqualTo(Golden.image("files/baseline444.jpg"));
        }
    }

    @Test
    void aLongHeaderIsReadThroughTheWindow(@TempDir Path folder) throws IOException {
        // 70,000 bytes of application data between the start and the frame
        byte[] data = Golden.bytes("files/baseline444.jpg");
        byte[] segment = new byte[2 + 35_000];
        segment[0] = (byte) 0xff;
        segment[1] = (byte) 0xec;
        segment[2] = (byte) (35_000 >> 8);
        segment[3] = (byte) 35_000;
        Path file = folder.resolve("long.jpg");
        try (var out = Files.newOutputStream(file)) {
            out.write(data, 0, 2);
            out.write(segment);
            out.write(segment);
            out.write(data, 2, data.length - 2);
        }
        assertThat(DECODER.probe(file).width()).isEqualTo(61);
        assertThat(DECODER.read(file)).isEqualTo(Golden.image("files/baseline444.jpg"));
    }
}
