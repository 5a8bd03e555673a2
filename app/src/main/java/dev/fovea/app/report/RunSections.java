package dev.fovea.app.report;

import dev.fovea.app.report.ReportInput.LayerRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What was trained and how: the network, the settings, and the commands to do it again. */
final class RunSections {
    private RunSections() {}

    static Section network(List<LayerRow> layers) {
        if (layers.isEmpty()) {
            return Section.empty();
        }
        long parameters = layers.stream().mapToLong(LayerRow::parameters).sum();
        long multiplyAdds = layers.stream().mapToLong(LayerRow::multiplyAdds).sum();
        Html table =
                Html.of(
                        """
                        <table class="numbers"><caption>Layers in order</caption>
                        <thead><tr><th scope="col">Node</th><th class="name" scope="col">Type</th>
                        <th scope="col">Output</th><th scope="col">Parameters</th>
                        <th scope="col">Multiply-adds</th><th scope="col">Receptive field</th></tr></thead>
                        <tbody>{}</tbody>
                        <tfoot><tr><th scope="row">All</th><td></td><td></td><td>{}</td><td>{}</td>\
                        <td></td></tr></tfoot></table>
                        """,
                        layers.stream().map(RunSections::row).toList(),
                        Numbers.count(parameters),
                        Numbers.scaled(multiplyAdds));
        Html note =
                Html.of(
                        """
                        <p class="note">Output is height x width x channels; multiply-adds are those \
                        of one picture; the receptive field is the side, in pixels of the input, of \
                        what one output value sees.</p>
                        """);
        return new Section(
                "network", "The network", List.of(note, Section.scrolling("Layers", table)));
    }

    static Section again(ReportInput input) {
        var run = input.run();
        var parts = new ArrayList<Html>();
        if (!run.command().isEmpty()) {
            parts.add(command("To repeat this run", run.command()));
        }
        if (!run.resumeCommand().isEmpty()) {
            parts.add(command("To go on from its last checkpoint", run.resumeCommand()));
        }
        if (!run.settings().isEmpty()) {
            parts.add(entries("Settings", run.settings()));
        }
        if (!run.provenance().isEmpty()) {
            parts.add(entries("Where it comes from", run.provenance()));
        }
        return parts.isEmpty() ? Section.empty() : new Section("again", "Do it again", parts);
    }

    private static Html row(LayerRow layer) {
        return Html.of(
                """
                <tr><th scope="row">{}</th><td class="name">{}</td><td>{}</td><td>{}</td><td>{}</td>\
                <td>{}</td></tr>
                """,
                layer.name(),
                layer.type(),
                layer.output(),
                layer.parameters() == 0 ? "" : Numbers.count(layer.parameters()),
                layer.multiplyAdds() == 0 ? "" : Numbers.scaled(layer.multiplyAdds()),
                layer.receptiveField());
    }

    private static Html command(String title, List<String> words) {
        return Html.of(
                """
                <h3>{}</h3>
                <div class="command"><pre tabindex="0"><code>{}</code></pre>
                <button type="button" class="copy" hidden>Copy</button></div>
                """,
                title,
                ShellWords.line(words));
    }

    private static Html entries(String title, Map<String, String> entries) {
        List<Html> rows =
                entries.entrySet().stream()
                        .map(e ->
                                Html.of(
                                        "<div><dt>{}</dt><dd>{}</dd></div>\n",
                                        e.getKey(),
                                        e.getValue()))
                        .toList();
        return Html.of("<h3>{}</h3>\n<dl class=\"entries\">\n{}</dl>\n", title, rows);
    }
}
