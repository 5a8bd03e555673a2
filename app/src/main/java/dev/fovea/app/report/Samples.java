package dev.fovea.app.report;

import dev.fovea.data.Dataset;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.predict.Classifier;
import dev.fovea.predict.Evaluation;
import dev.fovea.predict.Prediction;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Predictions to show in full. */
public final class Samples {
    private static final int COUNT = 10;

    private Samples() {}

    /** Those of the first pictures that could be read, by their index. */
    public static Map<Integer, Prediction> of(
            Model model, Kernels kernels, Dataset pictures, Evaluation evaluation)
            throws IOException {
        Classifier classifier = Classifier.of(model, kernels, 1);
        Map<Integer, Prediction> samples = new LinkedHashMap<>();
        for (Evaluation.Outcome outcome : evaluation.outcomes()) {
            if (samples.size() == COUNT) {
                break;
            }
            samples.put(outcome.index(), classifier.predict(pictures.image(outcome.index())));
        }
        return samples;
    }

    static ReportInput.Sample sample(Dataset pictures, Map.Entry<Integer, Prediction> of) {
        return new ReportInput.Sample(of.getKey(), pictures.label(of.getKey()), of.getValue());
    }
}
