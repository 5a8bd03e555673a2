package dev.fovea.app.cli.see;

import dev.fovea.explain.Contribution;
import dev.fovea.explain.GradCam;
import dev.fovea.explain.IntegratedGradients;
import dev.fovea.explain.LastDense;
import dev.fovea.explain.Nodes;
import dev.fovea.explain.Occlusion;
import dev.fovea.explain.OcclusionGrid;
import dev.fovea.explain.PixelMaps;
import dev.fovea.explain.Saliency;
import dev.fovea.figure.Block;
import dev.fovea.figure.ContributionPanel;
import dev.fovea.figure.WhyPanels;
import dev.fovea.image.Image;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.plan.BackwardRule;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One method after the other over all pictures, so that only the plan of one is in memory: their
 * panels and their numbers.
 */
final class Why {
    private static final int BATCH = 8;
    private static final int SAMPLES = 25;
    private static final double NOISE = 0.15;
    private static final int STEPS = 32;
    private static final long SEED = 1;

    private final Model model;
    private final Kernels kernels;
    private final String node;
    private final int output;
    private final List<Subject> subjects;

    /** A picture that is explained, and what was found about it. */
    static final class Subject {
        final String name;
        final Image prepared;
        final Tensor x;
        final WhyPanels panels;
        final List<Block> sheet = new ArrayList<>();
        final Map<String, Object> numbers = new LinkedHashMap<>();

        Subject(String name, Image prepared, Tensor x) {
            this.name = name;
            this.prepared = prepared;
            this.x = x;
            panels = WhyPanels.of(prepared);
        }
    }

    Why(Model model, Kernels kernels, String node, int output, List<Subject> subjects) {
        this.model = model;
        this.kernels = kernels;
        this.node = node;
        this.output = output;
        this.subjects = subjects;
    }

    /** The picture as the network reads it, in bytes and in numbers. */
    static Subject subject(Model model, String name, Image picture) {
        Image prepared = model.preprocessing().prepare(picture);
        Shape shape = Shape.of(prepared.height(), prepared.width(), prepared.channels());
        if (!shape.equals(model.network().input())) {
            throw new IllegalArgumentException(
                    "%s: the network %s reads %s, the picture is %s"
                            .formatted(
                                    name, model.network().name(), model.network().input(), shape));
        }
        Tensor x = Tensor.zeros(shape);
        model.preprocessing().normalize(prepared, x.data(), 0);
        return new Subject(name, prepared, x);
    }

    void gradient() {
        Saliency saliency = Saliency.of(model, kernels, BackwardRule.ORDINARY, 1);
        for (Subject subject : subjects) {
            Tensor gradient = saliency.gradient(subject.x, output);
            subject.sheet.add(
                    subject.panels.gradient(
                            "Saliency",
                            "magnitude of the gradient of the logit by each pixel",
                            gradient));
            subject.numbers.put("gradient", rows(PixelMaps.magnitude(gradient)));
        }
    }

    /** SmoothGrad and integrated gradients share a plan. */
    void averaged(boolean smooth, boolean integrated) {
        Saliency saliency = Saliency.of(model, kernels, BackwardRule.ORDINARY, BATCH);
        for (Subject subject : subjects) {
            if (smooth) {
                Tensor mean = saliency.smooth(subject.x, output, SAMPLES, NOISE, SEED);
                subject.sheet.add(
                        subject.panels.gradient(
                                "SmoothGrad",
                                "magnitude of the mean gradient over %d copies with noise (%d %% of the range)"
                                        .formatted(SAMPLES, Math.round(100 * NOISE)),
                                mean));
                subject.numbers.put("smooth", rows(PixelMaps.magnitude(mean)));
            }
            if (integrated) {
                IntegratedGradients found =
                        saliency.integrated(subject.x, black(subject.prepared), output, STEPS);
                subject.sheet.add(subject.panels.integrated(found));
                Map<String, Object> numbers = new LinkedHashMap<>();
                numbers.put("logit", found.logit());
                numbers.put("baselineLogit", found.baselineLogit());
                numbers.put("gap", found.gap());
                numbers.put("map", rows(PixelMaps.sum(found.attributions())));
                subject.numbers.put("integrated", numbers);
            }
        }
    }

    private Tensor black(Image like) {
        Tensor x = Tensor.zeros(Shape.of(like.height(), like.width(), like.channels()));
        Image black = Image.black(like.height(), like.width(), like.channels());
        model.preprocessing().normalize(black, x.data(), 0);
        return x;
    }

    void guided() {
        Saliency guided = Saliency.of(model, kernels, BackwardRule.GUIDED, 1);
        for (Subject subject : subjects) {
            Tensor gradient = guided.gradient(subject.x, output);
            subject.sheet.add(subject.panels.guided(gradient));
            subject.numbers.put("guided", rows(PixelMaps.magnitude(gradient)));
        }
    }

    void gradCam() {
        GradCam gradCam = GradCam.of(model, kernels, node);
        for (Subject subject : subjects) {
            GradCam.Cam cam = gradCam.of(subject.x, output);
            subject.sheet.add(subject.panels.gradCam(gradCam.node(), cam));
            Map<String, Object> numbers = new LinkedHashMap<>();
            numbers.put("node", gradCam.node());
            numbers.put("weights", cam.weights().data());
            numbers.put("map", rows(cam.map()));
            subject.numbers.put("gradcam", numbers);
        }
    }

    void occlusion(int batch, Occlusion.Progress progress) {
        Occlusion occlusion = Occlusion.of(model, kernels, node, batch);
        String late = Nodes.find(model.network(), node).name();
        for (Subject subject : subjects) {
            OcclusionGrid grid = grid(subject);
            Occlusion.Result found = occlusion.of(subject.x, output, grid, progress);
            subject.sheet.add(subject.panels.occludedClass(found, grid));
            subject.sheet.add(subject.panels.occludedFeature(late, found, grid));
            Map<String, Object> numbers = new LinkedHashMap<>();
            numbers.put("square", grid.size());
            numbers.put("stride", grid.stride());
            numbers.put("wholeProbability", found.wholeProbability());
            numbers.put("probability", rows(found.probability()));
            numbers.put("node", late);
            numbers.put("channel", found.channel());
            numbers.put("wholeFeature", found.wholeFeature());
            numbers.put("feature", rows(found.feature()));
            numbers.put("best", rows(found.best()));
            subject.numbers.put("occlusion", numbers);
        }
    }

    static OcclusionGrid grid(Subject subject) {
        return OcclusionGrid.about400(subject.x.shape());
    }

    Block contribution() {
        LastDense dense = LastDense.of(model, kernels);
        List<ContributionPanel.Part> parts = new ArrayList<>();
        for (Subject subject : subjects) {
            Contribution found = dense.of(subject.x, output);
            parts.add(new ContributionPanel.Part(subject.name, subject.prepared, found));
            Map<String, Object> numbers = new LinkedHashMap<>();
            numbers.put("node", dense.node());
            numbers.put("activations", found.activations().data());
            numbers.put("weights", found.weights().data());
            numbers.put("bias", found.bias());
            numbers.put("logit", found.logit());
            subject.numbers.put("contribution", numbers);
        }
        return ContributionPanel.of(dense.node(), model.label(output), parts);
    }

    private static float[][] rows(Tensor map) {
        int width = map.shape().extent(1);
        float[][] rows = new float[map.shape().extent(0)][width];
        for (int y = 0; y < rows.length; y++) {
            System.arraycopy(map.data(), y * width, rows[y], 0, width);
        }
        return rows;
    }
}
