package dev.fovea.app.cli;

import dev.fovea.app.terminal.Output;
import dev.fovea.image.Image;
import dev.fovea.image.ImageDecoder;
import dev.fovea.image.ImageException;
import dev.fovea.predict.Classifier;
import dev.fovea.predict.Prediction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea predict MODEL IMAGE...}. */
@Command(
        name = "predict",
        description = "Says what pictures show.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea predict runs/fashion-mnist-12k-small-vgg shirt.png",
            "  fovea predict model.safetensors photos/*.jpg --top 3",
            "  fovea predict vgg16.pth cat.png",
            "  fovea predict model.safetensors cat.jpg --json --logits"
        })
final class PredictCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = ModelArgument.DESCRIPTION)
    private Path model;

    @Mixin private ModelOptions modelOptions;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "IMAGE",
            description = "Pictures: JPEG, PNG, GIF, BMP, WebP.")
    private List<Path> images;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many classes, the most probable first (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(names = "--json", description = "An array with file and top of each picture.")
    private boolean json;

    @Option(names = "--logits", description = "With --json: the raw outputs as well.")
    private boolean logits;

    @Mixin private Threads threads;

    @Override
    public Integer call() throws IOException {
        if (top < 1) {
            throw new ParameterException(spec.commandLine(), "--top: at least 1 class, got " + top);
        }
        if (logits && !json) {
            throw new ParameterException(spec.commandLine(), "--logits adds to --json; give both");
        }
        Output output = Output.of(spec, json);
        Classifier classifier =
                ModelArgument.classifier(model, modelOptions, output, threads.kernels());
        List<Map<String, Object>> answers = new ArrayList<>();
        boolean bad = false;
        for (Path file : images) {
            try {
                Image picture = ImageDecoder.standard().read(file);
                Prediction prediction = classifier.predict(picture);
                if (!isFinite(prediction)) {
                    bad = true;
                    output.warn(
                            file
                                    + ": the outputs are not all numbers (NaN or infinite), so this"
                                    + " says nothing; 'fovea inspect "
                                    + model
                                    + "' says whether the weights are to blame");
                }
                if (json) {
                    answers.add(answer(file, prediction));
                } else {
                    say(output, file, prediction);
                }
            } catch (ImageException e) {
                bad = true;
                output.warn(String.valueOf(e.getMessage()));
            }
        }
        if (json) {
            output.answer(answers);
        }
        return bad ? Failures.BAD_INPUT : 0;
    }

    private static boolean isFinite(Prediction prediction) {
        return prediction.logits().stream().allMatch(Float::isFinite);
    }

    private Map<String, Object> answer(Path file, Prediction prediction) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("file", file.toString());
        // Classes cannot be ranked by what is no number.
        answer.put("top", isFinite(prediction) ? prediction.top(top) : List.of());
        if (logits) {
            answer.put("logits", prediction.logits());
        }
        return answer;
    }

    private void say(Output output, Path file, Prediction prediction) {
        output.say(file.toString());
        for (Prediction.Ranked ranked : prediction.top(top)) {
            output.say(
                    String.format(
                            Locale.ROOT,
                            "  %6.2f %%  %s",
                            100 * ranked.probability(),
                            ranked.label()));
        }
    }
}
