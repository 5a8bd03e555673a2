package dev.fovea.predict;

import dev.fovea.image.Image;
import dev.fovea.image.ImageDecoder;
import dev.fovea.image.Preprocessing;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.model.ModelFile;
import dev.fovea.nn.Network;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.KernelSets;
import dev.fovea.plan.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what pictures show.
 *
 * <p>Belongs to one thread at a time; {@link #fork} makes another over the same weights. Pictures
 * go through the model's own preprocessing.
 */
public final class Classifier {
    private final Preprocessing preprocessing;
    private final List<String> labels;
    private final Plan plan;
    private final Kernels kernels;

    private Classifier(
            Preprocessing preprocessing, List<String> labels, Plan plan, Kernels kernels) {
        this.preprocessing = preprocessing;
        this.labels = labels;
        this.plan = plan;
        this.kernels = kernels;
    }

    /** A classifier for one picture at a time, on this machine's fastest kernels. */
    public static Classifier of(Model model) {
        return of(model, KernelSets.best(), 1);
    }

    /**
     * @param batch the most pictures that run together
     */
    public static Classifier of(Model model, Kernels kernels, int batch) {
        Plan plan = Plan.forInference(Logits.of(model.network()), model.weights(), kernels, batch);
        return new Classifier(model.preprocessing(), model.labels(), plan, kernels);
    }

    /**
     * A classifier for one picture at a time straight from a model file: faster, and with less
     * memory, than loading the model first, because weights are kept only as the kernels read them.
     *
     * @throws dev.fovea.model.FormatException as {@link ModelFile#load(Path)}
     * @throws IOException if the file cannot be read
     */
    public static Classifier open(Path file) throws IOException {
        return open(file, KernelSets.best(), 1);
    }

    /**
     * A classifier straight from a model file.
     *
     * @param batch the most pictures that run together
     * @throws IOException as {@link #open(Path)}
     */
    public static Classifier open(Path file, Kernels kernels, int batch) throws IOException {
        try (ModelFile model = ModelFile.open(file)) {
            Network logits = Logits.of(model.network());
            Plan plan = Plan.forInference(logits, model, kernels, batch);
            return new Classifier(model.preprocessing(), model.labels(), plan, kernels);
        }
    }

    /** Another one over the same weights, for another thread. */
    public Classifier fork() {
        return new Classifier(preprocessing, labels, plan.fork(), kernels);
    }

    /** The names of the classes; empty where they have none. */
    public List<String> labels() {
        return labels;
    }

    /**
     * Reads and classifies a picture file.
     *
     * @throws IOException if it cannot be read as a picture
     */
    public Prediction predict(Path picture) throws IOException {
        return predict(ImageDecoder.standard().read(picture));
    }

    public Prediction predict(Image picture) {
        return predict(List.of(picture)).getFirst();
    }

    /** Classifies any number of pictures, as many at once as the batch allows. */
    public List<Prediction> predict(List<Image> pictures) {
        List<Prediction> predictions = new ArrayList<>();
        int batch = plan.options().batch();
        for (int from = 0; from < pictures.size(); from += batch) {
            predictions.addAll(
                    run(pictures.subList(from, Math.min(pictures.size(), from + batch))));
        }
        return predictions;
    }

    private List<Prediction> run(List<Image> pictures) {
        Buffer input = plan.input();
        for (int i = 0; i < pictures.size(); i++) {
            preprocessing.apply(pictures.get(i), input.data(), input.at(i));
        }
        plan.forward(pictures.size());
        Buffer out = plan.output();
        int classes = out.shape().size();
        float[] probabilities = new float[pictures.size() * classes];
        kernels.softmax(pictures.size(), classes, out.data(), out.offset(), probabilities, 0);
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            predictions.add(
                    new Prediction(
                            list(out.data(), out.at(i), classes),
                            list(probabilities, i * classes, classes),
                            labels));
        }
        return predictions;
    }

    private static List<Float> list(float[] data, int from, int count) {
        List<Float> values = new ArrayList<>(count);
        for (int i = from; i < from + count; i++) {
            values.add(data[i]);
        }
        return values;
    }
}
