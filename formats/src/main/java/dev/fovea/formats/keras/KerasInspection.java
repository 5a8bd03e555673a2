package dev.fovea.formats.keras;

import dev.fovea.formats.Inspection;
import dev.fovea.model.FormatException;
import dev.fovea.model.Model;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What files of Keras say of themselves. */
final class KerasInspection {
    private static final int PIECE = 1 << 18;

    private KerasInspection() {}

    /**
     * @param isWhole false where the file is known to hold no structure, which is no fault of it
     */
    static Inspection of(String format, Hdf5 hdf5, boolean isWhole, Guard.Reading<Model> model)
            throws IOException {
        var facts = new LinkedHashMap<String, String>();
        hdf5.text("", "keras_version").ifPresent(version -> facts.put("keras", version));
        hdf5.text("", "backend").ifPresent(backend -> facts.put("backend", backend));
        var problems = new ArrayList<String>();
        hdf5.unread().forEach((name, why) -> problems.add(name + ": " + why));
        return of(format, hdf5.tensors().values(), facts, problems, isWhole, model);
    }

    static Inspection of(
            String format,
            Collection<StoredTensor> tensors,
            Map<String, String> facts,
            List<String> problems,
            boolean isWhole,
            Guard.Reading<Model> model)
            throws IOException {
        var infos = new ArrayList<Inspection.TensorInfo>();
        for (StoredTensor tensor : tensors) {
            infos.add(
                    new Inspection.TensorInfo(
                            tensor.name(), tensor.type().label(), tensor.shape()));
            if (hasNaN(tensor)) {
                problems.add(tensor.name() + ": holds numbers that are NaN or infinite");
            }
        }
        var notes = new ArrayList<String>();
        try {
            Model read = model.run();
            facts.put("network", read.network().toString());
            facts.put("classes", String.valueOf(read.network().outputShape().size()));
            facts.put("preprocessing", read.preprocessing().describe());
            if (read.provenance().get("preprocessing") instanceof String known) {
                facts.put("preprocessing from", known);
            }
        } catch (FormatException e) {
            (isWhole || infos.isEmpty() ? problems : notes).add(String.valueOf(e.getMessage()));
        }
        return new Inspection(
                format + ", " + infos.size() + " tensors", infos, facts, notes, problems);
    }

    private static boolean hasNaN(StoredTensor tensor) throws IOException {
        float[] piece = new float[Math.min(PIECE, tensor.shape().size())];
        for (int from = 0; from < tensor.shape().size(); from += piece.length) {
            int count = Math.min(piece.length, tensor.shape().size() - from);
            tensor.read(from, piece, count);
            for (int i = 0; i < count; i++) {
                if (!Float.isFinite(piece[i])) {
                    return true;
                }
            }
        }
        return false;
    }
}
