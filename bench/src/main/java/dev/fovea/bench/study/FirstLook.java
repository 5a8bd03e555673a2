package dev.fovea.bench.study;

import dev.fovea.bench.study.Looking.Look;
import dev.fovea.explain.ActivationMaps;
import dev.fovea.explain.GradCam;
import dev.fovea.explain.Nodes;
import dev.fovea.explain.PreparedPicture;
import dev.fovea.figure.Figure;
import dev.fovea.figure.MapSheet;
import dev.fovea.figure.WhyPanels;
import dev.fovea.image.Png;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.model.ModelFile;
import dev.fovea.plan.KernelSets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * A process that loads a model, looks into it for the first time, and then some times more. It
 * prints the seconds of computing and of drawing, first and later (medians).
 */
public final class FirstLook {
    private static final int STAGES = 20;
    private static final int LATER = 5;

    private FirstLook() {}

    static boolean knows(Look look) {
        return switch (look) {
            case MAPS, NETWORK, GRADCAM -> true;
            case TOP9, OCCLUSION -> false;
        };
    }

    static String title(Look look) {
        return switch (look) {
            case MAPS -> "maps of relu5_3, 512 channels";
            case NETWORK -> "maps of the whole network";
            case GRADCAM -> "Grad-CAM";
            case TOP9 -> "top 9";
            case OCCLUSION -> "occlusion";
        };
    }

    /** Arguments: which look, the model's file, threads. */
    public static void main(String[] arguments) throws IOException {
        Look look = Look.valueOf(arguments[0]);
        Model model = ModelFile.load(Path.of(arguments[1]));
        Kernels kernels = KernelSets.best(Integer.parseInt(arguments[2]));
        PreparedPicture picture =
                PreparedPicture.of(model, Noise.picture(1, model.network().input().height()));
        double[] first = seconds(look, model, kernels, picture);
        double[] computing = new double[LATER];
        double[] drawing = new double[LATER];
        for (int i = 0; i < LATER; i++) {
            double[] later = seconds(look, model, kernels, picture);
            computing[i] = later[0];
            drawing[i] = later[1];
        }
        Arrays.sort(computing);
        Arrays.sort(drawing);
        System.out.printf(
                Locale.ROOT,
                "%f %f %f %f%n",
                first[0],
                first[1],
                computing[LATER / 2],
                drawing[LATER / 2]);
    }

    private static double[] seconds(
            Look look, Model model, Kernels kernels, PreparedPicture picture) {
        long start = System.nanoTime();
        Supplier<Figure> figure =
                look == Look.GRADCAM
                        ? gradCam(model, kernels, picture)
                        : maps(look, model, kernels, picture);
        long computed = System.nanoTime();
        Png.encode(figure.get().image());
        return new double[] {(computed - start) / 1e9, (System.nanoTime() - computed) / 1e9};
    }

    private static Supplier<Figure> gradCam(Model model, Kernels kernels, PreparedPicture picture) {
        String node = Nodes.lastMap(model.network()).name();
        GradCam.Cam cam = GradCam.of(model, kernels, node).of(picture.input(), 0);
        return () -> new Figure("Why?", "", WhyPanels.of(picture.image()).gradCam(node, cam));
    }

    private static Supplier<Figure> maps(
            Look look, Model model, Kernels kernels, PreparedPicture picture) {
        boolean whole = look == Look.NETWORK;
        List<String> nodes =
                whole
                        ? ActivationMaps.overview(model.network(), STAGES)
                        : List.of(Nodes.lastMap(model.network()).name());
        List<ActivationMaps> stages = ActivationMaps.of(model, kernels, picture.input(), nodes);
        if (whole) {
            return () -> new Figure("Network", "", MapSheet.network(picture.image(), stages));
        }
        List<Integer> channels = stages.getFirst().ranked(ActivationMaps.Rank.MEAN);
        List<String> captions = channels.stream().map(String::valueOf).toList();
        return () ->
                new Figure("Maps", "", MapSheet.of(stages.getFirst(), channels, captions, false));
    }
}
