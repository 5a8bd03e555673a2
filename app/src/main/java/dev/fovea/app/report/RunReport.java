package dev.fovea.app.report;

import dev.fovea.model.AtomicFile;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One page that tells how a network was trained, how well it does and what it goes by: curves,
 * confusion matrix with the pictures behind its cells, mistakes, doubts, samples, looks inside, the
 * network, and the command that repeats it. The page is one file that loads nothing from anywhere,
 * and stays under 10 MB, of which looks inside are at most 6.
 */
public final class RunReport {
    /** Base64 of all pictures; the rest of the page takes a few hundred kilobytes at most. */
    private static final int PICTURE_CHARACTERS = 2_200_000;

    private static final int EXHIBIT_CHARACTERS = 6_000_000;

    /** Nothing may be loaded, so that a report that is passed on tells nobody that it is read. */
    private static final String NO_NETWORK =
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src"
                    + " 'unsafe-inline'";

    private RunReport() {}

    /**
     * Writes the page, over one that is there.
     *
     * @throws IOException if it cannot be written; a file that was there is left as it was
     */
    public static void write(ReportInput input, Path file) throws IOException {
        byte[] bytes = html(input).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, channel -> Channels.newOutputStream(channel).write(bytes));
    }

    /** The page as text. */
    public static String html(ReportInput input) {
        var thumbnails = new Thumbnails(input.pictures(), PICTURE_CHARACTERS);
        // The order in which pictures take their places on the page: galleries, then cells.
        var galleries = new GallerySections(input, thumbnails);
        Section mostWrong = galleries.mostWrong();
        Section leastSure = galleries.leastSure();
        Section samples = galleries.samples();
        var exhibits = new ExhibitSections(input.exhibits(), EXHIBIT_CHARACTERS);
        var cells = ConfusionCells.of(input.evaluation());
        var shown = ConfusionCells.shown(cells, thumbnails);

        List<Section> sections = new ArrayList<>();
        sections.add(CurvesSection.of(input.history()));
        sections.add(ConfusionSection.of(input.evaluation(), cells, shown));
        sections.add(mostWrong);
        sections.add(leastSure);
        sections.add(samples);
        sections.add(exhibits.take(CamExhibit.ID));
        sections.add(ClassesSection.of(input.evaluation()));
        sections.addAll(exhibits.rest());
        sections.add(RunSections.network(input.layers()));
        sections.add(RunSections.again(input));
        sections.removeIf(Section::isEmpty);

        return Html.of(
                        """
                        <!DOCTYPE html>
                        <html lang="en">
                        <head>
                        <meta charset="utf-8">
                        <meta name="viewport" content="width=device-width, initial-scale=1">
                        <meta name="color-scheme" content="light dark">
                        <meta http-equiv="Content-Security-Policy" content="{}">
                        <title>{}</title>
                        <style>
                        {}
                        </style>
                        </head>
                        <body>
                        <a class="skip" href="#main">Skip to the content</a>
                        {}
                        <nav aria-label="Sections"><ul>{}</ul></nav>
                        <main id="main">
                        {}
                        </main>
                        <dialog id="pictures" aria-labelledby="pictures-title">
                        <div class="bar"><h2 id="pictures-title"></h2>
                        <button type="button" id="pictures-close">Close</button></div>
                        <p id="pictures-note"></p>
                        <ul class="gallery small"></ul>
                        </dialog>
                        <script type="application/json" id="data">{}</script>
                        <script>
                        {}
                        </script>
                        </body>
                        </html>
                        """,
                        NO_NETWORK,
                        input.run().title(),
                        Assets.style(),
                        HeaderPart.of(input),
                        sections.stream().map(Section::link).toList(),
                        sections.stream().map(Section::html).toList(),
                        ReportData.json(input, shown, thumbnails, exhibits.charts()),
                        Assets.script())
                .markup();
    }
}
