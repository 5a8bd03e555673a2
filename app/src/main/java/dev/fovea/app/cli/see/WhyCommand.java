package dev.fovea.app.cli.see;

import dev.fovea.app.cli.Threads;
import dev.fovea.app.terminal.Output;
import dev.fovea.app.terminal.Progress;
import dev.fovea.explain.Nodes;
import dev.fovea.explain.OcclusionGrid;
import dev.fovea.figure.Align;
import dev.fovea.figure.Block;
import dev.fovea.figure.Blocks;
import dev.fovea.figure.Figure;
import dev.fovea.image.Image;
import dev.fovea.image.ImageDecoder;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.predict.Classifier;
import dev.fovea.predict.Prediction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea see why MODEL IMAGE}. */
@Command(
        name = "why",
        description = "Why a network gives a picture a class: what in the picture speaks for it.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea see why runs/NAME cat.png --out why.png",
            "  fovea see why vgg16.pth cat.png --method gradcam,occlusion --class 'tabby cat' --out"
                    + " why.png",
            "  fovea see why runs/NAME cat.png dog.png --method contribution --out neurons.png",
            "",
            "Two pictures stand side by side and are explained for the same class.",
            "--json: an object with class and images: the numbers of every method."
        })
final class WhyCommand implements Callable<Integer> {
    /** Ways to explain. */
    enum Method {
        GRADIENT,
        SMOOTH,
        GUIDED,
        INTEGRATED,
        GRADCAM,
        OCCLUSION,
        CONTRIBUTION,
        ALL
    }

    private static final int COLUMNS = 4;
    private static final int BATCH = 16;

    @Spec private CommandSpec spec;

    @Mixin private OneModel model;
    @Mixin private Threads threads;
    @Mixin private Looking looking;

    @Parameters(
            index = "1..*",
            arity = "1..2",
            paramLabel = "IMAGE",
            description = "One picture, or two to compare: JPEG, PNG, GIF, BMP, WebP.")
    private List<Path> images;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            split = ",",
            defaultValue = "all",
            description =
                    "gradient, smooth (SmoothGrad), guided (backpropagation), integrated"
                            + " (gradients), gradcam, occlusion, contribution (of the last dense"
                            + " layer), or several with commas (default: all).")
    private List<Method> methods;

    @Option(
            names = "--class",
            paramLabel = "CLASS",
            description = "A label, or a number from 0 on (default: the most probable one).")
    private @Nullable String wanted;

    @Option(
            names = "--node",
            paramLabel = "NODE",
            description =
                    "Whose maps Grad-CAM and occlusion look at (default: the last map before"
                            + " pooling ends them).")
    private @Nullable String node;

    @Override
    public Integer call() throws IOException {
        if (images.size() > 2) {
            throw new ParameterException(
                    spec.commandLine(), "IMAGE: one picture or two, got " + images.size());
        }
        Output output = looking.draw(".png");
        Kernels kernels = threads.kernels();
        Model loaded = model.load(output);
        List<Why.Subject> subjects = new ArrayList<>();
        List<Image> pictures = new ArrayList<>();
        for (Path image : images) {
            Image picture = ImageDecoder.standard().read(image);
            pictures.add(picture);
            subjects.add(Why.subject(loaded, String.valueOf(image.getFileName()), picture));
        }
        List<Prediction> predictions = Classifier.of(loaded, kernels, 1).predict(pictures);
        int chosen = wanted == null ? best(predictions.getFirst()) : ClassChoice.of(loaded, wanted);
        Figure figure = explain(output, loaded, kernels, chosen, subjects, predictions);
        looking.picture(output, () -> figure);
        looking.numbers(output, () -> answer(loaded, chosen, subjects, predictions));
        return 0;
    }

    private static int best(Prediction prediction) {
        int best = 0;
        for (int i = 1; i < prediction.logits().size(); i++) {
            if (prediction.logits().get(i) > prediction.logits().get(best)) {
                best = i;
            }
        }
        return best;
    }

    /** What can be shown of this network, or what was asked for. */
    private Set<Method> methods(Output output, Network network) {
        Set<Method> chosen = EnumSet.copyOf(methods);
        if (chosen.remove(Method.ALL)) {
            chosen = EnumSet.complementOf(EnumSet.of(Method.ALL));
            try {
                Nodes.lastMap(network);
            } catch (IllegalArgumentException e) {
                chosen.removeAll(EnumSet.of(Method.GRADCAM, Method.OCCLUSION));
                output.warn("without Grad-CAM and occlusion: " + e.getMessage());
            }
        }
        return chosen;
    }

    private Figure explain(
            Output output,
            Model loaded,
            Kernels kernels,
            int chosen,
            List<Why.Subject> subjects,
            List<Prediction> predictions)
            throws IOException {
        Set<Method> asked = methods(output, loaded.network());
        boolean maps = asked.contains(Method.GRADCAM) || asked.contains(Method.OCCLUSION);
        String late =
                node != null || !maps
                        ? String.valueOf(node)
                        : Nodes.lastMap(loaded.network()).name();
        if (maps) {
            Nodes.findMap(loaded.network(), late);
        }
        for (int i = 0; i < subjects.size(); i++) {
            Why.Subject subject = subjects.get(i);
            subject.sheet.add(
                    subject.panels.picture(subject.name, says(loaded, predictions.get(i), chosen)));
        }
        Why why = new Why(loaded, kernels, late, chosen, subjects);
        if (asked.contains(Method.GRADIENT)) {
            why.gradient();
        }
        if (asked.contains(Method.SMOOTH) || asked.contains(Method.INTEGRATED)) {
            why.averaged(asked.contains(Method.SMOOTH), asked.contains(Method.INTEGRATED));
        }
        if (asked.contains(Method.GUIDED)) {
            why.guided();
        }
        if (asked.contains(Method.GRADCAM)) {
            why.gradCam();
        }
        if (asked.contains(Method.OCCLUSION)) {
            OcclusionGrid grid = Why.grid(subjects.getFirst());
            int places =
                    grid.rows(loaded.network().input()) * grid.columns(loaded.network().input());
            try (Progress progress = Progress.of(output, "occlusion", places)) {
                why.occlusion(BATCH, (done, _) -> progress.to(done));
            }
        }
        List<Block> parts = new ArrayList<>();
        boolean onlyContribution = asked.equals(EnumSet.of(Method.CONTRIBUTION));
        if (!onlyContribution) {
            parts.add(sheet(subjects));
        }
        if (asked.contains(Method.CONTRIBUTION)) {
            contribution(output, why, parts, asked.size() > 1);
        }
        return new Figure(
                "Why " + loaded.label(chosen) + "?",
                "What " + loaded.network().name() + " goes by.",
                Blocks.column(28, Align.START, parts));
    }

    /** One picture's panels in rows; of two, each has half of every row, level with the other. */
    private static Block sheet(List<Why.Subject> subjects) {
        int share = COLUMNS / subjects.size();
        List<Block> cells = new ArrayList<>();
        int panels = subjects.getFirst().sheet.size();
        for (int from = 0; from < panels; from += share) {
            for (Why.Subject subject : subjects) {
                for (int i = from; i < from + share; i++) {
                    cells.add(i < panels ? subject.sheet.get(i) : Blocks.space(0, 0));
                }
            }
        }
        return Blocks.grid(COLUMNS, 20, Align.START, cells);
    }

    /** Among all methods a network without a last dense layer is no reason to stop. */
    private static void contribution(
            Output output, Why why, List<Block> parts, boolean amongOthers) {
        try {
            parts.add(why.contribution());
        } catch (IllegalArgumentException e) {
            if (!amongOthers) {
                throw e;
            }
            output.warn("without contribution: " + e.getMessage());
        }
    }

    private static String says(Model loaded, Prediction prediction, int chosen) {
        int best = best(prediction);
        String first = share(loaded, prediction, best);
        return best == chosen ? first : share(loaded, prediction, chosen) + "; says " + first;
    }

    private static String share(Model loaded, Prediction prediction, int index) {
        return String.format(
                Locale.ROOT,
                "%s %.1f %%",
                loaded.label(index),
                100 * prediction.probabilities().get(index));
    }

    private Map<String, Object> answer(
            Model loaded, int chosen, List<Why.Subject> subjects, List<Prediction> predictions) {
        List<Map<String, Object>> each = new ArrayList<>();
        for (int i = 0; i < subjects.size(); i++) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("file", images.get(i).toString());
            one.put("probability", predictions.get(i).probabilities().get(chosen));
            one.putAll(subjects.get(i).numbers);
            each.add(one);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("class", Map.of("index", chosen, "label", loaded.label(chosen)));
        answer.put("images", each);
        return answer;
    }
}
