package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.fovea.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreprocessingTest {
    private static final Image PHOTO = Golden.image("photo.png");

    @Test
    void torchvisionGivesTorchvisionsNumbers() {
        Preprocessing torchvision = Preprocessing.torchvision();
        float[] out = new float[224 * 224 * 3];
        torchvision.apply(PHOTO, out, 0);

        String text =
                new String(Golden.bytes("preprocess/torchvision.txt"), StandardCharsets.US_ASCII);
        List<String> expected = text.lines().toList();
        int i = 0;
        for (int y = 0; y < 224; y += 16) {
            for (int x = 0; x < 224; x += 16) {
                for (int c = 0; c < 3; c++, i++) {
                    assertThat(out[(y * 224 + x) * 3 + c])
                            .as("row %d, column %d, channel %d", y, x, c)
                            .isCloseTo(Float.parseFloat(expected.get(i)), offset(5e-7f));
                }
            }
        }
        assertThat(i).isEqualTo(expected.size());
    }

    @Test
    void caffeIsBlueGreenRedLessTheMean() {
        Preprocessing caffe = Preprocessing.caffe();
        Image prepared = caffe.prepare(PHOTO);
        assertThat(prepared).isEqualTo(Resize.exact(PHOTO, 224, 224, ResizeFilter.NEAREST));
        float[] out = new float[224 * 224 * 3];
        caffe.apply(PHOTO, out, 0);
        int pixel = 100 * 224 + 50;
        assertThat(out[3 * pixel]).isEqualTo((float) (prepared.at(100, 50, 2) - 103.939));
        assertThat(out[3 * pixel + 1]).isEqualTo((float) (prepared.at(100, 50, 1) - 116.779));
        assertThat(out[3 * pixel + 2]).isEqualTo((float) (prepared.at(100, 50, 0) - 123.68));
    }

    @Test
    void tensorflowReachesFromMinusOneToOne() {
        byte[] pixels = {0, (byte) 255, 51};
        float[] out = new float[224 * 224 * 3];
        Preprocessing.tensorflow().apply(Image.of(1, 1, 3, pixels), out, 0);
        assertThat(out[0]).isEqualTo(-1);
        assertThat(out[1]).isCloseTo(1, offset(1e-7f));
        assertThat(out[2]).isCloseTo(-0.6f, offset(1e-7f));
    }

    @Test
    void picturesLieBehindEachOtherInABatch() {
        Preprocessing unit = Preprocessing.unit(2, 1, 1);
        float[] batch = new float[5];
        unit.apply(Image.of(2, 1, 1, new byte[] {0, (byte) 255}), batch, 0);
        unit.apply(Image.of(1, 1, 3, new byte[] {51, 51, 51}), batch, 3);
        assertThat(batch).containsExactly(0, 1, 0, 0.2f, 0.2f);
        assertThatThrownBy(() -> unit.apply(Image.black(2, 1, 1), batch, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Preprocessing: Image 2x1x1 needs 2 numbers from 4 on, the array has 5");
    }

    @Test
    void theShapeIsKnownUnlessPicturesKeepTheirSize() {
        assertThat(Preprocessing.torchvision().outputShape()).contains(Shape.of(224, 224, 3));
        Preprocessing asIs = Preprocessing.unit(1, 1, 1).withResize(new ResizeRule.None());
        assertThat(asIs.outputShape()).isEmpty();
        assertThat(asIs.outputShape(PHOTO)).isEqualTo(Shape.of(41, 61, 1));
        assertThat(asIs.prepare(PHOTO)).isEqualTo(PHOTO.toGray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"torchvision", "caffe", "tf", "unit:28x30x1", "unit:64x64"})
    void mapsComeBack(String preset) {
        Preprocessing preprocessing = Preprocessing.preset(preset);
        assertThat(Preprocessing.fromMap(preprocessing.toMap())).isEqualTo(preprocessing);
        Preprocessing asIs = preprocessing.withResize(new ResizeRule.None());
        assertThat(Preprocessing.fromMap(asIs.toMap())).isEqualTo(asIs);
    }

    @Test
    void aJsonReadersNumbersAreTaken() {
        Map<String, Object> map = new HashMap<>(Preprocessing.unit(4, 5, 1).toMap());
        map.put("channels", 1.0);
        map.put("mean", List.of(0L));
        map.put("resize", Map.of("rule", "exact", "height", 4L, "width", 5.0));
        assertThat(Preprocessing.fromMap(map)).isEqualTo(Preprocessing.unit(4, 5, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "filter   | -       | the entry \"filter\" is missing",
                "filter   | cubic   | ResizeFilter: there is no \"cubic\"",
                "channels | 1.5     | \"channels\" must be a whole number, got 1.5",
                "channels | 2       | channels must be 1 (grey) or 3, got 2",
                "order    | GRB     | \"order\" must be RGB or BGR, got GRB",
                "scale    | much    | \"scale\" must be a number, got much",
                "mean     | 3       | \"mean\" must be a list of numbers, got 3",
                "resize   | 3       | \"resize\" must be an object, got 3",
                "colour   | red     | there is no entry \"colour\"",
            })
    void whatIsWrongInAMapIsNamed(String key, String value, String message) {
        Map<String, Object> map = new HashMap<>(Preprocessing.torchvision().toMap());
        if (value.equals("-")) {
            map.remove(key);
        } else {
            map.put(key, value.matches("[0-9.]+") ? Double.valueOf(value) : value);
        }
        if (value.matches("3|2")) {
            map.put(key, Integer.valueOf(value));
        }
        assertThatThrownBy(() -> Preprocessing.fromMap(map))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void wrongNumbersAreRefused() {
        Preprocessing unit = Preprocessing.unit(2, 2, 3);
        assertThatThrownBy(() -> unit.withNormalization(1, List.of(0.0), List.of(1.0, 1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Preprocessing: std needs 1 values, each positive and finite;"
                                + " got [1.0, 1.0]");
        assertThatThrownBy(() -> unit.withNormalization(1, List.of(0.0), List.of(0.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("std needs 1 values, each positive and finite; got [0.0]");
        assertThatThrownBy(() -> unit.withNormalization(0, List.of(0.0), List.of(1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scale must be a finite number other than 0, got 0.0");
        assertThatThrownBy(() -> new ResizeRule.Exact(0, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be positive, got 0");
    }

    @Test
    void unknownPresetsListTheKnown() {
        assertThatThrownBy(() -> Preprocessing.preset("imagenet"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "there is no preset \"imagenet\"; there are torchvision, caffe, tf,"
                                + " unit:HxW, unit:HxWxC");
    }

    @Test
    void oneLineSaysItAll() {
        assertThat(Preprocessing.torchvision().describe())
                .isEqualTo(
                        "shorter side to 256 (bilinear), middle 224 x 224, RGB, (x * 1/255"
                                + " - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]");
        assertThat(Preprocessing.caffe().describe())
                .isEqualTo(
                        "resized to 224 x 224 (nearest), BGR, (x * 1"
                                + " - [103.939, 116.779, 123.68]) / [1, 1, 1]");
    }
}
