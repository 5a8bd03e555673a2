package dev.fovea.formats.keras;

import dev.fovea.formats.ReadOptions;
import dev.fovea.image.ChannelOrder;
import dev.fovea.image.Preprocessing;
import dev.fovea.image.ResizeFilter;
import dev.fovea.image.ResizeRule;
import dev.fovea.json.JsonObject;
import dev.fovea.model.FormatException;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A whole model of Keras, from its configuration and its variables. */
final class KerasModel {
    private final Path file;
    private final KerasConfig config;
    private final Variables variables;
    private final ReadOptions options;
    private final boolean keras3;
    private final boolean channelsFirst;
    private final Assembly assembly;
    private @Nullable KerasLayer rescaling;

    private KerasModel(KerasConfig config, Variables variables, String version, ReadOptions options)
            throws IOException {
        this.file = variables.file();
        this.config = config;
        this.variables = variables;
        this.options = options;
        this.keras3 = version.startsWith("3");
        this.channelsFirst = channelsFirst(config);
        this.assembly = new Assembly(Network.input(inputShape()).withName(name()));
    }

    private String name() {
        return config.name().isBlank() ? "network" : config.name();
    }

    /**
     * Builds the model.
     *
     * @param version of Keras, as the file says
     */
    static Model read(
            JsonObject whole,
            Variables variables,
            String format,
            String version,
            ReadOptions options)
            throws IOException {
        return Guard.reading(
                variables.file(),
                "a Keras model of supported layers",
                () ->
                        new KerasModel(KerasConfig.read(whole), variables, version, options)
                                .model(format, version));
    }

    private Model model(String format, String version) throws IOException {
        Value output = build(config, "", List.of(Value.of(Network.INPUT)), 0);
        Network network = assembly.network().upTo(output.node());
        var provenance = new LinkedHashMap<String, Object>();
        provenance.put("format", format);
        provenance.put("keras", version);
        Preprocessing preprocessing = preprocessing(network, provenance);
        return new Model(
                network,
                assembly.weights(network, variables),
                preprocessing,
                options.labelsOf(network, List.of()),
                provenance);
    }

    private Preprocessing preprocessing(Network network, Map<String, Object> provenance) {
        if (options.preprocessing().isPresent()) {
            return options.preprocessing().get();
        }
        Shape input = network.input();
        if (rescaling != null) {
            KerasPreprocessing.requirePictures(input);
            provenance.put("preprocessing", "the layer " + rescaling.name());
            double offset = rescaling.number("offset", 0);
            return new Preprocessing(
                    new ResizeRule.Exact(input.height(), input.width()),
                    ResizeFilter.BILINEAR,
                    input.channels(),
                    ChannelOrder.RGB,
                    rescaling.number("scale", 1),
                    Collections.nCopies(input.channels(), offset == 0 ? 0.0 : -offset),
                    Collections.nCopies(input.channels(), 1.0));
        }
        return KerasPreprocessing.of(network, config.name(), options, provenance);
    }

    /** Adds a model's layers; gives its output. */
    private Value build(KerasConfig model, String prefix, List<Value> inputs, int depth)
            throws IOException {
        Map<KerasLayer.Reference, Value> values = new HashMap<>();
        List<KerasLayer> waiting = new ArrayList<>(model.layers());
        // Functional models list their layers in an order of their own.
        while (!waiting.isEmpty()) {
            int before = waiting.size();
            for (KerasLayer layer : List.copyOf(waiting)) {
                if (layer.calls().stream().allMatch(call -> values.keySet().containsAll(call))) {
                    waiting.remove(layer);
                    add(model, layer, prefix, inputs, values, depth);
                }
            }
            if (waiting.size() == before) {
                throw waiting.getFirst().config().error("reads what no layer gives");
            }
        }
        Value output = values.get(model.output());
        if (output == null) {
            throw new IllegalArgumentException(
                    model.name() + ": there is no layer " + model.output().layer());
        }
        return output;
    }

    private void add(
            KerasConfig model,
            KerasLayer layer,
            String prefix,
            List<Value> inputs,
            Map<KerasLayer.Reference, Value> values,
            int depth)
            throws IOException {
        for (int call = 0; call < layer.calls().size(); call++) {
            List<Value> read = layer.calls().get(call).stream().map(values::get).toList();
            if (read.isEmpty()) {
                if (layer.className().equals("InputLayer") && !layer.name().equals(model.input())) {
                    throw layer.config().error("only models with one input are supported");
                }
                read = inputs;
            }
            String name = prefix + layer.name();
            KerasConfig inner = model.inner().get(layer.name());
            Value value;
            if (inner != null) {
                value = build(inner, name + ".", read, depth + 1);
            } else if (depth == 0 && isInput(read) && reshapesInput(layer)) {
                value = read.getFirst();
            } else if (layer.className().equals("Rescaling")
                    && isInput(read)
                    && options.preprocessing().isEmpty()
                    && rescaling == null
                    && assembly.network().nodes().isEmpty()
                    && layer.number("scale", 1) != 0) {
                rescaling = layer;
                value = read.getFirst();
            } else {
                value =
                        new KerasImport(variables, assembly, keras3, channelsFirst)
                                .add(layer, name, read);
            }
            values.put(new KerasLayer.Reference(layer.name(), call), value);
        }
    }

    private static boolean isInput(List<Value> read) {
        return read.size() == 1 && read.getFirst().equals(Value.of(Network.INPUT));
    }

    private static boolean reshapesInput(KerasLayer layer) {
        return layer.className().equals("Reshape")
                && layer.config().integers("target_shape").length == 3;
    }

    private static boolean channelsFirst(KerasConfig config) {
        return config.inner().values().stream().anyMatch(KerasModel::channelsFirst)
                || config.layers().stream()
                        .filter(layer ->
                                layer.className().contains("Conv")
                                        || layer.className().contains("Pooling"))
                        .anyMatch(
                                layer -> layer.string("data_format", "").equals("channels_first"));
    }

    private Shape inputShape() throws IOException {
        KerasConfig model = config;
        KerasLayer first = model.layers().getFirst();
        while (model.inner().containsKey(first.name())) {
            model = model.inner().get(first.name());
            first = model.layers().getFirst();
        }
        for (KerasLayer layer : model.layers()) {
            if (layer.name().equals(model.input())) {
                first = layer;
            }
        }
        String key = first.has("batch_shape") ? "batch_shape" : "batch_input_shape";
        List<Object> extents = new ArrayList<>(first.config().list(key));
        extents.removeFirst();
        if (extents.size() == 1 && model.layers().stream().anyMatch(KerasModel::reshapesInput)) {
            for (KerasLayer layer : model.layers()) {
                if (reshapesInput(layer)) {
                    extents = new ArrayList<>(layer.config().list("target_shape"));
                    break;
                }
            }
        }
        if (extents.size() == 2) {
            extents.add(1L);
        }
        int[] shape = new int[extents.size()];
        for (int i = 0; i < shape.length; i++) {
            if (extents.get(i) instanceof Long number && number > 0) {
                shape[i] = Math.toIntExact(number);
            } else if (options.preprocessing().flatMap(Preprocessing::outputShape).isPresent()) {
                return options.preprocessing().flatMap(Preprocessing::outputShape).get();
            } else {
                throw new FormatException(
                        file,
                        -1,
                        "an input of a fixed size",
                        extents + "; a preprocessing that resizes would say it");
            }
        }
        return channelsFirst && shape.length == 3
                ? Shape.of(shape[1], shape[2], shape[0])
                : Shape.of(shape);
    }
}
