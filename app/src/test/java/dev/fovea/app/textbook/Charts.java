package dev.fovea.app.textbook;

import dev.fovea.figure.LineChart;
import dev.fovea.figure.LineChart.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Charts of what a command printed or left: {@code ./fovea ... | chart NAME}. */
final class Charts {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Points of the softmax chart a logit. */
    private static final int STEPS = 5;

    private Charts() {}

    /**
     * @param name which chart
     * @param command its command: {@code train} names the folder of its run, others answer JSON
     * @param printed what that printed
     * @param folder what folders of runs are relative to
     * @return SVG
     */
    static String of(String name, String command, String printed, Path folder) throws IOException {
        LineChart chart =
                switch (name) {
                    case "loss" -> loss(Files.readAllLines(metrics(command, folder)));
                    case "softmax" -> softmax(JSON.readTree(printed).get(0));
                    case "shift", "scale", "rotate" ->
                            accuracy(JSON.readTree(printed).get("models"), name);
                    case "layers" -> layers(JSON.readTree(printed).get("models"));
                    default ->
                            throw new IllegalArgumentException("there is no chart '" + name + "'");
                };
        return chart.toSvg();
    }

    private static Path metrics(String command, Path folder) {
        Matcher out = Pattern.compile("--out (\\S+)").matcher(command);
        if (!out.find()) {
            throw new IllegalArgumentException("no --out in " + command);
        }
        return folder.resolve(out.group(1)).resolve("metrics.csv");
    }

    /** Loss over the epochs, of {@code metrics.csv}. */
    private static LineChart loss(List<String> rows) {
        List<String> names = List.of(rows.getFirst().split(",", -1));
        return new LineChart(
                "The loss falls",
                "epoch",
                "cross-entropy, nats",
                List.of(
                        column(rows, names, "train_loss_nats", "training pictures"),
                        column(rows, names, "validation_loss_nats", "validation pictures")));
    }

    private static Series column(
            List<String> rows, List<String> names, String name, String legend) {
        int column = names.indexOf(name);
        var x = new ArrayList<Double>();
        var y = new ArrayList<Double>();
        for (String row : rows.subList(1, rows.size())) {
            String[] fields = row.split(",", -1);
            x.add(Double.valueOf(fields[0]));
            y.add(Double.valueOf(fields[column]));
        }
        return new Series(legend, x, y);
    }

    /** Probabilities of the three strongest classes while the logit of the first is turned. */
    private static LineChart softmax(JsonNode picture) {
        List<Double> logits =
                IntStream.range(0, picture.get("logits").size())
                        .mapToObj(i -> picture.get("logits").get(i).asDouble())
                        .toList();
        List<Integer> order =
                IntStream.range(0, logits.size())
                        .boxed()
                        .sorted((a, b) -> Double.compare(logits.get(b), logits.get(a)))
                        .toList();
        List<Series> curves = new ArrayList<>();
        for (int rank = 0; rank < 3; rank++) {
            int index = order.get(rank);
            var x = new ArrayList<Double>();
            var y = new ArrayList<Double>();
            for (int step = 0; step <= 12 * STEPS; step++) {
                var turned = new ArrayList<>(logits);
                turned.set(order.getFirst(), (double) step / STEPS);
                double all = turned.stream().mapToDouble(Math::exp).sum();
                x.add(turned.get(order.getFirst()));
                y.add(100 * Math.exp(turned.get(index)) / all);
            }
            curves.add(new Series(picture.get("top").get(rank).get("label").asString(), x, y));
        }
        return new LineChart(
                "Softmax: one logit is turned, the others stay",
                "logit of " + picture.get("top").get(0).get("label").asString(),
                "probability, %",
                curves);
    }

    private static LineChart accuracy(JsonNode models, String change) {
        List<Series> curves = new ArrayList<>();
        for (JsonNode model : models) {
            String name = model.get("model").asString().replaceAll("\\.\\w+$", "");
            curves.add(curve(name, model.get(change), "accuracy", 100));
        }
        return new LineChart(
                "Right answers as pictures " + change,
                switch (change) {
                    case "shift" -> "shift to the right, pixels";
                    case "scale" -> "scale, times";
                    default -> "rotation, degrees";
                },
                "accuracy, %",
                curves);
    }

    /** Of the first model that has maps. */
    private static LineChart layers(JsonNode models) {
        int index = 0;
        while (models.get(index).get("lastMap").asString().isEmpty()) {
            index++;
        }
        JsonNode model = models.get(index);
        JsonNode shift = model.get("shift");
        String first = model.get("first").asString();
        String last = model.get("lastMap").asString();
        return new LineChart(
                "How much changes inside as pictures shift",
                "shift to the right, pixels",
                "distance, relative",
                List.of(
                        curve(first + ", in place", shift, "first", 1),
                        curve(first + ", moved along", shift, "firstMoved", 1),
                        curve(last + ", in place", shift, "lastMap", 1),
                        curve(last + ", moved along", shift, "lastMapMoved", 1)));
    }

    /** Points that lack the value are left out. */
    private static Series curve(String legend, JsonNode points, String field, double times) {
        var x = new ArrayList<Double>();
        var y = new ArrayList<Double>();
        for (JsonNode point : points) {
            if (point.has(field)) {
                x.add(point.get("amount").asDouble());
                y.add(times * point.get(field).asDouble());
            }
        }
        return new Series(legend, x, y);
    }
}
