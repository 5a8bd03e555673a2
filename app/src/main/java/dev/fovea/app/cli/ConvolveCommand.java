package dev.fovea.app.cli;

import dev.fovea.app.terminal.Output;
import dev.fovea.explain.Convolution;
import dev.fovea.explain.ImageKernel;
import dev.fovea.figure.ConvolutionFigure;
import dev.fovea.image.Image;
import dev.fovea.image.ImageDecoder;
import dev.fovea.kernel.Kernels;
import dev.fovea.nn.Padding;
import dev.fovea.nn.Size;
import dev.fovea.plan.KernelSets;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea convolve PHOTO --kernel NAME}. */
@Command(
        name = "convolve",
        description = {
            "Slides a kernel over a picture, as a convolutional layer does.",
            "Networks do not flip the kernel (mathematics calls that cross-correlation); the"
                    + " flipped one is shown beside it."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea convolve photo.jpg --kernel sobel-x --out edges.png",
            "  fovea convolve photo.jpg --kernel \"1 0 -1; 2 0 -2; 1 0 -1\" --at 120,80",
            "  fovea convolve photo.jpg --kernel gaussian --colour --stride 2 --out small.png",
            "  fovea convolve --classic          the 6x6 of the textbooks, step by step",
            "  fovea convolve \"0 1 2; 0 1 2; 0 1 2\" --kernel sobel-x --at 0,0   a ramp: -8,"
                    + " flipped 8"
        })
final class ConvolveCommand implements Callable<Integer> {
    private static final String CLASSIC = "10 10 10 0 0 0; ".repeat(6);
    private static final int MOST_TYPED = 64;

    /** Outputs up to so many numbers are printed. */
    private static final int MOST_PRINTED = 400;

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "PHOTO",
            description = "A picture, or numbers: \"0 1 2; 0 1 2; 0 1 2\".")
    private @Nullable String photo;

    @Option(
            names = "--kernel",
            paramLabel = "KERNEL",
            defaultValue = "sobel-x",
            description =
                    "Rows of numbers, \"1 1 1; 1 1 1; 1 1 1 / 9\", or one of: identity, blur,"
                            + " gaussian, sharpen, outline, laplacian, emboss, sobel-x, sobel-y,"
                            + " sobel-left, sobel-right, sobel-top, sobel-bottom, prewitt-x, prewitt-y,"
                            + " diagonal-down, diagonal-up (default: ${DEFAULT-VALUE}).")
    private String kernel;

    @Option(
            names = "--stride",
            paramLabel = "N",
            defaultValue = "1",
            description = "From one window to the next (default: ${DEFAULT-VALUE}).")
    private int stride;

    @Option(
            names = "--padding",
            paramLabel = "N",
            defaultValue = "0",
            description = "Zeros at every side, or 'same' (default: ${DEFAULT-VALUE}).")
    private String padding;

    @Option(
            names = "--dilation",
            paramLabel = "N",
            defaultValue = "1",
            description = "From one cell of a window to the next (default: ${DEFAULT-VALUE}).")
    private int dilation;

    @Option(
            names = "--colour",
            description = "Red, green and blue, each for itself, instead of grey.")
    private boolean colour;

    @Option(
            names = "--at",
            paramLabel = "X,Y",
            description =
                    "A cell of the output, column and row from 0: its window, the products, their"
                            + " sum.")
    private @Nullable String at;

    @Option(names = "--steps", description = "Every cell as --at shows it (small outputs).")
    private boolean steps;

    @Option(
            names = "--classic",
            description = "The 6x6 example of the textbooks instead of a picture, with --steps.")
    private boolean classic;

    @Mixin private OutFile out;

    @Option(
            names = "--json",
            description = "An object with kernel, outputShape, least, most, at and small outputs.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (classic == (photo != null)) {
            throw new ParameterException(spec.commandLine(), "give a PHOTO, or --classic");
        }
        out.check(".png");
        Image picture = picture();
        Tensor input = picture == null ? numbers() : Convolution.pixels(picture);
        var convolution =
                new Convolution(
                        input,
                        ImageKernel.of(kernel),
                        Size.of(positive("--stride", stride)),
                        padding(),
                        Size.of(positive("--dilation", dilation)));
        int[] cell = at == null ? null : Cells.parse(at);
        Kernels kernels = KernelSets.best();
        Tensor result = convolution.output(kernels);
        Tensor flipped = convolution.withKernel(convolution.kernel().flipped()).output(kernels);
        if (cell != null) {
            convolution.window(cell[1], cell[0], 0);
        }
        boolean all = steps || classic;
        if (all && result.data().length > MOST_PRINTED) {
            throw new IllegalArgumentException(
                    "--steps: outputs of up to %d numbers, this one is %s; --at X,Y shows one cell"
                            .formatted(MOST_PRINTED, result.shape()));
        }
        if (out.isGiven()) {
            out.write(
                    ConvolutionFigure.of(
                                    convolution, result, flipped, cell == null ? new int[0] : cell)
                            .image());
        }
        Output output = Output.of(spec, json);
        if (json) {
            output.answer(answer(convolution, result, flipped, cell));
        } else {
            new ConvolveText(output, convolution, result, flipped).say(cell, all);
            if (out.isGiven()) {
                output.say("written to " + out);
            }
        }
        return 0;
    }

    private @Nullable Image picture() throws IOException {
        if (photo == null || photo.contains(";")) {
            return null;
        }
        Image read = ImageDecoder.standard().read(Path.of(photo));
        return colour ? read.toRgb() : read.toGray();
    }

    private Tensor numbers() {
        String text = photo == null ? CLASSIC : photo;
        Tensor matrix = ImageKernel.matrix("PHOTO", text, MOST_TYPED);
        return Tensor.of(
                Shape.of(matrix.shape().extent(0), matrix.shape().extent(1), 1), matrix.data());
    }

    private Padding padding() {
        if (padding.equals("same")) {
            return Padding.SAME;
        }
        if (!padding.matches("\\d{1,6}")) {
            throw new IllegalArgumentException(
                    "--padding: a number of zeros, 0 or more, or 'same'; got '" + padding + "'");
        }
        return Padding.of(Integer.parseInt(padding));
    }

    private static int positive(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + ": at least 1, got " + value);
        }
        return value;
    }

    private Map<String, Object> answer(
            Convolution convolution, Tensor result, Tensor flipped, int @Nullable [] cell) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("inputShape", convolution.input().shape().toArray());
        answer.put("kernel", Cells.rows(convolution.kernel().numbers()));
        answer.put("stride", stride);
        answer.put("padding", padding);
        answer.put("dilation", dilation);
        answer.put("outputShape", result.shape().toArray());
        answer.put("least", Cells.least(result));
        answer.put("most", Cells.most(result));
        if (cell != null) {
            answer.put("at", window(convolution, result, flipped, cell));
        }
        if (result.shape().channels() == 1 && result.data().length <= MOST_PRINTED) {
            answer.put("output", Cells.rows(result));
            answer.put("flippedOutput", Cells.rows(flipped));
        }
        return answer;
    }

    private static Map<String, Object> window(
            Convolution convolution, Tensor result, Tensor flipped, int[] cell) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("x", cell[0]);
        answer.put("y", cell[1]);
        List<Object> channels = new ArrayList<>();
        for (int c = 0; c < result.shape().channels(); c++) {
            Convolution.Window window = convolution.window(cell[1], cell[0], c);
            int index = Cells.index(result.shape(), cell[1], cell[0], c);
            Map<String, Object> channel = new LinkedHashMap<>();
            channel.put("window", Cells.rows(window.values()));
            channel.put("products", Cells.rows(window.products()));
            channel.put("sum", window.sum());
            channel.put("output", result.data()[index]);
            channel.put("flippedOutput", flipped.data()[index]);
            channels.add(channel);
        }
        answer.put("channels", channels);
        return answer;
    }
}
