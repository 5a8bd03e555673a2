package dev.fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fovea.tensor.Shape;
import dev.fovea.testing.RandomCases;
import org.junit.jupiter.api.Test;

/** What the network says about rows and columns that no window reads. */
class UnreadTest {
    private static final Conv2d THREE_BY_TWO = Conv2d.of(1, 3).withStride(2);

    private static Network on(int height, int width, Layer layer) {
        return Network.input(height, width, 1).then("conv1", layer);
    }

    private static String warning(int height, int width, Layer layer) {
        return String.join("\n", on(height, width, layer).warnings());
    }

    @Test
    void theExampleOfCs231n() {
        assertThat(warning(10, 10, THREE_BY_TWO))
                .isEqualTo(
                        "conv1: (10 - 3 + 0) / 2 + 1 = 4.5, rounded down to 4: the last row and column"
                                + " are never read; input 9 or 11, or one row and column of padding"
                                + " on one side, avoid it");
    }

    @Test
    void theOtherCasesOfCs231nFit() {
        Network sevenOne = on(7, 7, Conv2d.of(1, 3));
        assertThat(sevenOne.outputShape()).hasToString("5x5x1");
        assertThat(sevenOne.strict()).isSameAs(sevenOne);
        assertThat(on(7, 7, THREE_BY_TWO).strict().outputShape()).hasToString("3x3x1");
        Network alexnet = on(227, 227, Conv2d.of(96, 11).withStride(4));
        assertThat(alexnet.strict().outputShape()).hasToString("55x55x96");
    }

    @Test
    void rowsAlone() {
        assertThat(warning(10, 11, THREE_BY_TWO))
                .isEqualTo(
                        "conv1: height (10 - 3 + 0) / 2 + 1 = 4.5, rounded down to 4: the last row is"
                                + " never read; input height 9 or 11, or one row of padding on one"
                                + " side, avoid it");
    }

    @Test
    void columnsAlone() {
        assertThat(warning(11, 10, THREE_BY_TWO))
                .isEqualTo(
                        "conv1: width (10 - 3 + 0) / 2 + 1 = 4.5, rounded down to 4: the last column"
                                + " is never read; input width 9 or 11, or one column of padding on"
                                + " one side, avoid it");
    }

    @Test
    void rowsAndColumnsThatDiffer() {
        assertThat(warning(10, 13, Conv2d.of(1, 3).withStride(4)))
                .isEqualTo(
                        "conv1: height (10 - 3 + 0) / 4 + 1 = 2.75, rounded down to 2: the last 3 rows"
                                + " are never read; input height 7 or 11, or one row of padding on"
                                + " one side, avoid it; width (13 - 3 + 0) / 4 + 1 = 3.5, rounded"
                                + " down to 3: the last 2 columns are never read; input width 11 or"
                                + " 15, or 2 columns of padding on one side, avoid it");
    }

    @Test
    void aDilatedWindow() {
        assertThat(warning(10, 10, THREE_BY_TWO.withDilation(2)))
                .startsWith(
                        "conv1: (10 - 2 (3 - 1) - 1 + 0) / 2 + 1 = 3.5, rounded down to 3: the last row"
                                + " and column are never read; input 9 or 11,");
    }

    @Test
    void paddingThatIsNotReadIsNoLoss() {
        Conv2d resNet = Conv2d.of(64, 7).withStride(2).withPadding(3);
        assertThat(warning(224, 224, resNet)).isEmpty();
        assertThat(on(224, 224, resNet).outputShape()).hasToString("112x112x64");
        assertThat(warning(10, 10, THREE_BY_TWO.withPadding(1))).isEmpty();
    }

    @Test
    void paddingMayCoverAPartOfWhatIsLeft() {
        Conv2d conv = Conv2d.of(1, 4).withStride(4).withPadding(new Padding.Explicit(0, 1, 0, 1));
        assertThat(warning(10, 10, conv))
                .isEqualTo(
                        "conv1: (10 - 4 + 1) / 4 + 1 = 2.75, rounded down to 2: the last 2 rows and"
                                + " columns are never read; input 8 or 11, or one more row and column"
                                + " of padding on one side, avoid it");
    }

    @Test
    void samePaddingReadsEverything() {
        for (int in = 1; in < 30; in++) {
            assertThat(warning(in, in, THREE_BY_TWO.withPadding(Padding.SAME))).isEmpty();
        }
    }

    @Test
    void theGapOfAStrideLargerThanTheWindowIsNoLoss() {
        assertThat(warning(56, 56, Conv2d.of(1, 1).withStride(2))).isEmpty();
    }

    @Test
    void aPoolMayRoundUpInstead() {
        assertThat(warning(7, 7, MaxPool2d.of(2)))
                .isEqualTo(
                        "conv1: (7 - 2 + 0) / 2 + 1 = 3.5, rounded down to 3: the last row and column"
                                + " are never read; input 6 or 8, or one row and column of padding on"
                                + " one side, avoid it; so does ceil mode");
        assertThat(warning(7, 7, MaxPool2d.of(2).withCeilMode(true))).isEmpty();
        assertThat(warning(7, 7, AvgPool2d.of(2))).contains("so does ceil mode");
    }

    @Test
    void strictRefusesWithTheSameText() {
        Network network =
                Network.input(35, 35, 1)
                        .then("conv1", THREE_BY_TWO)
                        .then("pool1", MaxPool2d.of(2))
                        .then("pool2", MaxPool2d.of(3));
        assertThat(network.warnings()).hasSize(2);
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(network::strict)
                .satisfies(e -> assertThat(e.node()).isEqualTo("pool1"))
                .withMessage(
                        network.warnings().get(0)
                                + ".\n"
                                + network.warnings().get(1)
                                + ".\nUse an input of 25x25x1 or 37x37x1.");
        network.withInput(Shape.of(37, 37, 1)).strict();
    }

    /** Slides every window; what a dilated one skips between its cells counts as covered. */
    @Test
    void lostIsWhatNoWindowCovers() {
        RandomCases.run(
                2000,
                random -> {
                    var axis =
                            new WindowAxis(
                                    random.nextInt(1, 30),
                                    random.nextInt(1, 6),
                                    random.nextInt(1, 6),
                                    random.nextInt(0, 3),
                                    random.nextInt(0, 3),
                                    random.nextInt(1, 3),
                                    random.nextBoolean());
                    long out = axis.out();
                    if (out < 1) {
                        assertThat(axis.lost()).isZero();
                        return;
                    }
                    int lastCovered = -1;
                    boolean empty = false;
                    for (int window = 0; window < out; window++) {
                        boolean reads = false;
                        for (int cell = 0; cell < axis.kernel(); cell++) {
                            int at =
                                    window * axis.stride() - axis.before() + cell * axis.dilation();
                            if (at >= 0 && at < axis.in()) {
                                reads = true;
                            }
                            lastCovered = Math.max(lastCovered, Math.min(at, axis.in() - 1));
                        }
                        empty |= !reads;
                    }
                    assertThat(axis.emptyWindow() >= 0)
                            .as("empty window of %s", axis)
                            .isEqualTo(empty);
                    long nextStart = out * axis.stride() - axis.before();
                    boolean another = nextStart < axis.in();
                    assertThat(axis.lost())
                            .as("lost of %s", axis)
                            .isEqualTo(another ? axis.in() - 1 - lastCovered : 0);
                });
    }
}
