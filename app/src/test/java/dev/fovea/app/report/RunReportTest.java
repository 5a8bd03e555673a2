package dev.fovea.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.image.Image;
import dev.fovea.image.ImageDecoder;
import dev.fovea.predict.Evaluation;
import dev.fovea.predict.Evaluation.Outcome;
import dev.fovea.train.EpochMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class RunReportTest {
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>");
    private static final int LIMIT_BYTES = 3_000_000;

    @TempDir Path folder;

    @Test
    void tellsTheNumbersThatMatter() {
        String page = RunReport.html(Fixture.input(Fixture.small()));

        assertThat(page)
                .contains("<h1>tiny on shapes</h1>")
                .contains("<dt>Accuracy</dt><dd>83.3 %</dd>")
                .contains("<dt>Pictures judged</dt><dd>6</dd>")
                .contains("<dt>Parameters</dt><dd>811</dd>")
                .contains("<dt>Training</dt><dd>25.0 s</dd>")
                .contains("2026-05-04 10:20 UTC")
                .contains("<th scope=\"row\">conv1</th><td class=\"name\">Conv2d 3x3</td>")
                .contains("./fovea train --name &#39;my run&#39;")
                .contains("./fovea train --resume &#39;runs/my run&#39;")
                .contains("<dt>Seed</dt><dd>17</dd>")
                .doesNotContain("Top-5 accuracy");
    }

    @Test
    void aCellOpensItsPictures() throws Exception {
        String page = RunReport.html(Fixture.input(Fixture.small()));

        assertThat(page)
                .contains("data-cell=\"0-1\"")
                .contains("aria-label=\"bar taken for disc: 1\"");
        JsonNode data = data(page);
        assertThat(data.at("/classes/2").asString()).isEqualTo("ring");
        JsonNode discs = data.at("/cells/1-1");
        assertThat(discs.at("/count").asInt()).isEqualTo(3);
        assertThat(discs.at("/pictures").valueStream().map(p -> p.at("/index").asInt()))
                .as("the surest first")
                .containsExactly(3, 4, 2);
        assertThat(data.at("/cells/0-2").isMissingNode()).isTrue();
        assertThat(data.at("/pictures").propertyNames())
                .containsExactly("0", "1", "2", "3", "4", "5");
    }

    @Test
    void curvesHaveGapsWhereNothingWasMeasured() {
        double none = Double.NaN;
        var epoch = new EpochMetrics(1, 0.5, 0.75, none, none, none, 0.001, 1, 10);
        ReportInput input = with(Fixture.input(Fixture.small()), List.of(epoch));

        String page = RunReport.html(input);

        JsonNode curves = data(page).at("/curves");
        assertThat(curves.at("/trainTop1/0").asDouble()).isEqualTo(75);
        assertThat(curves.at("/validationLoss/0").isNull()).isTrue();
        assertThat(page).contains("<td>0.5000</td><td>–</td><td>75.0 %</td><td>–</td>");
    }

    @Test
    void worstMistakesComeFirst() {
        Evaluation evaluation =
                Fixture.evaluation(
                        Fixture.SHAPES,
                        List.of(
                                new Outcome(0, 0, 1, 0.25f, 0.5f),
                                new Outcome(1, 0, 2, 0.01f, 0.97f),
                                new Outcome(2, 1, 1, 0.99f, 0.99f)));

        String page = RunReport.html(Fixture.input(evaluation));

        String worst = section(page, "most-wrong");
        assertThat(worst).contains("97.0 %", "is bar", "alt=\"Picture 1: bar\"");
        assertThat(worst.indexOf("Picture 1:")).isLessThan(worst.indexOf("Picture 0:"));
        assertThat(worst).doesNotContain("Picture 2:");
        String unsure = section(page, "least-sure");
        assertThat(unsure.indexOf("Picture 0:")).isLessThan(unsure.indexOf("Picture 1:"));
        assertThat(unsure).contains("Picture 2:");
    }

    @Test
    void withoutMistakesHistoryAndNetworkTheirSectionsAreGone() {
        Evaluation perfect =
                Fixture.evaluation(Fixture.SHAPES, List.of(new Outcome(0, 0, 0, 1f, 1f)));
        ReportInput full = Fixture.input(perfect);
        var input =
                new ReportInput(
                        full.run(),
                        List.of(),
                        perfect,
                        full.pictures(),
                        List.of(),
                        List.of(),
                        List.of());

        String page = RunReport.html(input);

        assertThat(page)
                .contains("There are no mistakes.")
                .doesNotContain("id=\"curves\"", "id=\"most-wrong\"", "id=\"samples\"")
                .doesNotContain("id=\"network\"", "<dt>Epochs</dt>");
        assertThat(section(page, "classes")).as("classes without pictures").contains("<td>–</td>");
    }

    @Test
    void whateverNamesSayIsText() {
        String evil = "</script><img src=x onerror=alert(1)>\"'&<!--";
        Evaluation evaluation =
                Fixture.evaluation(
                        List.of(evil, "b"),
                        List.of(new Outcome(0, 0, 1, 0.25f, 0.75f), new Outcome(1, 0, 0, 1f, 1f)));
        ReportInput full = Fixture.input(evaluation);
        var input =
                new ReportInput(
                        Fixture.run(evil),
                        full.history(),
                        evaluation,
                        full.pictures(),
                        List.of(),
                        List.of(new ReportInput.LayerRow(evil, evil, evil, 1, 1, evil)),
                        List.of());

        String page = RunReport.html(input);

        assertThat(page).doesNotContain("<img src=x").doesNotContain("<!--");
        assertThat(page.split("</script>", -1)).as("two scripts").hasSize(3);
        assertThat(data(page).at("/classes/0").asString()).isEqualTo(evil);
    }

    @Test
    void loadsNothing() {
        String page = RunReport.html(Fixture.input(Fixture.small()));

        assertThat(page).contains("content=\"default-src &#39;none&#39;; img-src data:;");
        Matcher links = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page);
        assertThat(links.results().map(r -> r.group(1)))
                .isNotEmpty()
                .allMatch(
                        link -> link.startsWith("#") || link.startsWith("data:image/png;base64,"));
        assertThat(page).doesNotContain("@import", "url(");
        assertThat(page).as("licence of uPlot").contains("Permission is hereby granted");
    }

    @Test
    void everyLinkInsideThePageLeadsSomewhere() {
        String page = RunReport.html(Fixture.input(Fixture.small()));

        Matcher links = Pattern.compile("href=\"#([^\"]*)\"").matcher(page);
        assertThat(links.results().map(r -> "id=\"" + r.group(1) + "\""))
                .hasSizeGreaterThan(5)
                .allMatch(page::contains);
    }

    @Test
    void staysSmallHoweverManyAndLargeThePicturesAre() throws Exception {
        var random = new Random(3);
        byte[] noise = new byte[300 * 200 * 3];
        random.nextBytes(noise);
        ReportInput full = Fixture.input(Fixture.large(5000, 10));
        var input =
                new ReportInput(
                        full.run(),
                        full.history(),
                        full.evaluation(),
                        index -> Image.of(200, 300, 3, noise),
                        List.of(),
                        full.layers(),
                        List.of());

        Path file = folder.resolve("report.html");
        RunReport.write(input, file);

        assertThat(file.toFile().length()).isBetween(1_000_000L, (long) LIMIT_BYTES);
        String page = Files.readString(file, StandardCharsets.UTF_8);
        Matcher picture = Pattern.compile("base64,([^\"]+)\"").matcher(page);
        assertThat(picture.find()).isTrue();
        byte[] png = Base64.getDecoder().decode(picture.group(1));
        Image thumbnail = ImageDecoder.standard().read(png, "thumbnail");
        assertThat(List.of(thumbnail.height(), thumbnail.width())).containsExactly(48, 72);
    }

    @Test
    void manyClassesBecomeAList() {
        String page = RunReport.html(Fixture.input(Fixture.large(3000, 100)));

        assertThat(page).doesNotContain("class=\"matrix\"").contains("100 classes are too many");
        assertThat(section(page, "confusion")).contains("The most frequent mistakes");
    }

    @Test
    void aPictureThatCannotBeReadLeavesAGap() {
        ReportInput full = Fixture.input(Fixture.small());
        var input =
                new ReportInput(
                        full.run(),
                        full.history(),
                        full.evaluation(),
                        index -> {
                            if (index == 1) {
                                throw new IOException("gone");
                            }
                            return Image.black(4, 4, 3);
                        },
                        List.of(),
                        List.of(),
                        List.of());

        String page = RunReport.html(input);

        assertThat(page).contains("<span class=\"missing\">Picture 1</span>");
        assertThat(page).as("no button without pictures").doesNotContain("data-cell=\"0-1\"");
        assertThat(page).contains("<td class=\"wrong h7\">1</td>");
    }

    private static ReportInput with(ReportInput input, List<EpochMetrics> history) {
        return new ReportInput(
                input.run(),
                history,
                input.evaluation(),
                input.pictures(),
                input.samples(),
                input.layers(),
                input.exhibits());
    }

    private static JsonNode data(String page) {
        Matcher matcher = DATA.matcher(page);
        assertThat(matcher.find()).isTrue();
        return new ObjectMapper().readTree(matcher.group(1));
    }

    private static String section(String page, String id) {
        int from = page.indexOf("<section id=\"" + id + "\"");
        assertThat(from).isPositive();
        return page.substring(from, page.indexOf("</section>", from));
    }
}
