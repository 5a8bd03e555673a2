package dev.fovea.app.report;

import dev.fovea.train.EpochMetrics;
import java.util.List;

/** Loss, accuracy and learning rate over the epochs: as curves, and as the table behind them. */
final class CurvesSection {
    private CurvesSection() {}

    static Section of(List<EpochMetrics> history) {
        if (history.isEmpty()) {
            return Section.empty();
        }
        Html charts =
                Html.of(
                        """
                        <div class="charts">
                        {}{}{}
                        </div>
                        <p class="note">Training is measured while it goes on, with augmentation and \
                        dropout and on weights that still change; validation after each epoch. So \
                        validation may look better at first. Move over a curve, or focus it and use \
                        the arrow keys, to read its values.</p>
                        <noscript><p class="note">The curves need JavaScript; the table does \
                        not.</p></noscript>
                        """,
                        chart("loss", "Loss (cross-entropy, nats)"),
                        chart("accuracy", "Accuracy (%)"),
                        chart("rate", "Learning rate"));
        Html table =
                Html.of(
                        """
                        <details><summary>All values</summary>
                        {}
                        </details>
                        """,
                        Section.scrolling("Values of every epoch", table(history)));
        return new Section("curves", "Training", List.of(charts, table));
    }

    private static Html chart(String id, String title) {
        return Html.of(
                """
                <figure class="chart" id="chart-{}"><figcaption>{}</figcaption>
                <div class="plot" role="img" tabindex="0" aria-label="{} by epoch; the values are in \
                the table below"></div></figure>
                """,
                id,
                title,
                title);
    }

    private static Html table(List<EpochMetrics> history) {
        return Html.of(
                """
                <table class="numbers"><caption>Every epoch</caption>
                <thead><tr><th scope="col">Epoch</th><th scope="col">Training loss</th>
                <th scope="col">Validation loss</th><th scope="col">Training accuracy</th>
                <th scope="col">Validation accuracy</th><th scope="col">Learning rate</th>
                <th scope="col">Time</th><th scope="col">Images/s</th></tr></thead>
                <tbody>{}</tbody></table>
                """,
                history.stream().map(CurvesSection::row).toList());
    }

    private static Html row(EpochMetrics m) {
        return Html.of(
                """
                <tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>\
                <td>{}</td><td>{}</td></tr>
                """,
                m.epoch(),
                Numbers.value(m.trainLoss()),
                Numbers.value(m.validationLoss()),
                Numbers.percent(m.trainTop1()),
                Numbers.percent(m.validationTop1()),
                Numbers.value(m.learningRate()),
                Numbers.duration(m.seconds()),
                Numbers.count(Math.round(m.imagesPerSecond())));
    }
}
