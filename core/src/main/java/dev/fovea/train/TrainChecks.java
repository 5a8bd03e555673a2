package dev.fovea.train;

import dev.fovea.data.Dataset;
import dev.fovea.image.Preprocessing;
import dev.fovea.nn.Network;
import dev.fovea.tensor.Shape;
import dev.fovea.text.Nearest;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a run can be what it is asked to be; each error says what does not fit and what would.
 */
final class TrainChecks {
    private static final int SUGGESTED = 5;

    private TrainChecks() {}

    static void fits(
            Network network, Preprocessing preprocessing, Dataset train, TrainOptions options) {
        int classes = train.classes().size();
        if (train.size() == 0) {
            throw new IllegalArgumentException("Trainer: the training set is empty");
        }
        if (classes < 2) {
            throw new IllegalArgumentException(
                    "Trainer: a classifier needs 2 classes or more, got " + train.classes());
        }
        Shape out = network.outputShape();
        if (!out.equals(Shape.of(classes)) && !out.equals(Shape.of(1, 1, classes))) {
            throw new IllegalArgumentException(
                    "Trainer: the network ends in "
                            + out
                            + " ("
                            + network.output()
                            + "), the data have "
                            + classes
                            + " classes: its last layer must have "
                            + classes
                            + " outputs");
        }
        preprocessing
                .outputShape()
                .filter(in -> !in.equals(network.input()))
                .ifPresent(in -> {
                    throw new IllegalArgumentException(
                            "Trainer: the network reads "
                                    + network.input()
                                    + ", the preprocessing gives "
                                    + in);
                });
        if (!options.loss().classWeights().isEmpty()
                && options.loss().classWeights().size() != classes) {
            throw new IllegalArgumentException(
                    "Trainer: "
                            + classes
                            + " classes need "
                            + classes
                            + " class weights, got "
                            + options.loss().classWeights().size());
        }
        rates(network, options.groups(), frozen(network, options.freeze()));
    }

    /**
     * Full names of the parameters that match a pattern, in which {@code *} stands for anything.
     */
    static Set<String> frozen(Network network, List<String> patterns) {
        Set<String> names = network.parameters().keySet();
        Set<String> frozen = new LinkedHashSet<>();
        for (String pattern : patterns) {
            frozen.addAll(matching(network, "freeze", pattern));
        }
        if (frozen.size() == names.size()) {
            throw new IllegalArgumentException("freeze: nothing is left to train");
        }
        return frozen;
    }

    /**
     * The learning rates of parameters that have their own, by full name.
     *
     * @param frozen full names of the parameters that are not trained
     */
    static Map<String, Float> rates(
            Network network, List<ParameterGroup> groups, Set<String> frozen) {
        Map<String, Float> rates = new LinkedHashMap<>();
        for (ParameterGroup group : groups) {
            List<String> names = matching(network, "learning rate", group.pattern());
            if (frozen.containsAll(names)) {
                throw new IllegalArgumentException(
                        "learning rate: all that matches '"
                                + group.pattern()
                                + "' is frozen; leave its rate out, or do not freeze it");
            }
            names.forEach(name -> rates.putIfAbsent(name, group.learningRate()));
        }
        return rates;
    }

    private static List<String> matching(Network network, String what, String pattern) {
        Pattern regex = Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
        Set<String> names = network.parameters().keySet();
        List<String> found = names.stream().filter(name -> regex.matcher(name).matches()).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    what
                            + ": no parameter matches '"
                            + pattern
                            + "' among the "
                            + names.size()
                            + "; the nearest are "
                            + Nearest.list(pattern, alike(pattern, names), SUGGESTED));
        }
        return found;
    }

    /** What could stand for the pattern: patterns for those with an asterisk, else full names. */
    private static Set<String> alike(String pattern, Set<String> names) {
        if (!pattern.contains("*")) {
            return names;
        }
        Set<String> patterns = new LinkedHashSet<>();
        names.forEach(name -> patterns.add(name.substring(0, name.lastIndexOf('.') + 1) + "*"));
        return patterns;
    }

    static Map<String, String> settings(Trainer trainer) {
        TrainOptions o = trainer.options;
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("network", trainer.network.toJson());
        settings.put("data", trainer.train.fingerprint());
        settings.put("validation", trainer.validation.fingerprint());
        settings.put("preprocessing", trainer.preprocessing.toString());
        settings.put("kernels", trainer.kernels.name());
        settings.put("epochs", Integer.toString(o.epochs()));
        settings.put("batch", Integer.toString(o.batch()));
        String groups = o.groups().isEmpty() ? "" : " with " + o.groups();
        settings.put("optimizer", o.optimizer() + groups);
        settings.put("schedule", o.schedule().toString());
        settings.put("loss", o.loss().toString());
        settings.put("augmentations", o.augmentations().toString());
        settings.put("clip norm", Float.toString(o.clipNorm()));
        settings.put("patience", Integer.toString(o.patience()));
        settings.put("seed", Long.toString(o.seed()));
        settings.put("freeze", o.freeze().toString());
        return settings;
    }

    /**
     * Another set of kernels is no error: the run goes on, with other roundings; who resumes is
     * told.
     */
    static void sameRun(Map<String, String> now, Map<String, String> then) {
        now.forEach((name, value) -> {
            String old = Objects.requireNonNullElse(then.get(name), "nothing");
            if (!name.equals("kernels") && !old.equals(value)) {
                throw new IllegalArgumentException(
                        "resume: the checkpoint is of another run: "
                                + name
                                + " was "
                                + shorten(old)
                                + ", is now "
                                + shorten(value));
            }
        });
    }

    private static String shorten(String text) {
        return text.length() <= 120 ? text : text.substring(0, 117) + "...";
    }
}
