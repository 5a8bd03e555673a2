package dev.fovea.explain;

import dev.fovea.data.Dataset;
import dev.fovea.image.Image;
import dev.fovea.image.Preprocessing;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.ReceptiveField;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Shows what excites channels: fetches the pictures that {@link TopActivations} found and projects
 * their units. Belongs to one thread at a time.
 */
public final class Excitations {
    private final Preprocessing preprocessing;
    private final Deconvnet deconvnet;
    private final ReceptiveField fields;
    private final int batch;

    private Excitations(
            Preprocessing preprocessing, Deconvnet deconvnet, ReceptiveField fields, int batch) {
        this.preprocessing = preprocessing;
        this.deconvnet = deconvnet;
        this.fields = fields;
        this.batch = batch;
    }

    /**
     * @param node a name or a parameter prefix
     * @param batch the most pictures that run together
     * @throws IllegalArgumentException if there is no such node
     */
    public static Excitations of(Model model, Kernels kernels, String node, int batch) {
        Deconvnet deconvnet = Deconvnet.of(model, kernels, node, batch);
        ReceptiveField fields =
                Objects.requireNonNull(ReceptiveField.of(model.network()).get(deconvnet.node()));
        return new Excitations(model.preprocessing(), deconvnet, fields, batch);
    }

    /**
     * @param places on pictures of these data
     * @throws IOException if a picture cannot be read any more
     */
    public List<Excitation> of(Dataset data, List<TopActivations.Place> places) throws IOException {
        List<Excitation> found = new ArrayList<>();
        for (int from = 0; from < places.size(); from += batch) {
            found.addAll(some(data, places.subList(from, Math.min(places.size(), from + batch))));
        }
        return found;
    }

    private List<Excitation> some(Dataset data, List<TopActivations.Place> places)
            throws IOException {
        List<Image> pictures = new ArrayList<>();
        List<Tensor> inputs = new ArrayList<>();
        List<Unit> units = new ArrayList<>();
        for (TopActivations.Place place : places) {
            Image picture = preprocessing.prepare(data.image(place.picture()));
            Shape shape = Shape.of(picture.height(), picture.width(), picture.channels());
            Tensor input = Tensor.zeros(shape);
            preprocessing.normalize(picture, input.data(), 0);
            pictures.add(picture);
            inputs.add(input);
            units.add(place.unit());
        }
        List<Projection> projections = deconvnet.project(inputs, units);
        List<Excitation> found = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            Unit unit = units.get(i);
            found.add(
                    new Excitation(
                            places.get(i),
                            projections.get(i),
                            pictures.get(i),
                            fields.region(unit.row(), unit.column())));
        }
        return found;
    }
}
