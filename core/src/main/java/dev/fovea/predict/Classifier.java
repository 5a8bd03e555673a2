package dev.fovea.predict;

import dev.fovea.image.Image;
import dev.fovea.image.ImageDecoder;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
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
    private final Model model;
    private final Plan plan;
    private final Kernels kernels;

    private Classifier(Model model, Plan plan, Kernels kernels) {
        this.model = model;
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
        return new Classifier(model, plan, kernels);
    }

    /** Another one over the same weights, for another thread. */
    public Classifier fork() {
        return new Classifier(model, plan.fork(), kernels);
    }

    public Model model() {
        return model;
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
            model.preprocessing().apply(pictures.get(i), input.data(), input.at(i));
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
                            model.labels()));
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
