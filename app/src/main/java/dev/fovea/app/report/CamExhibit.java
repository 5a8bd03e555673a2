package dev.fovea.app.report;

import dev.fovea.app.report.Exhibit.Group;
import dev.fovea.app.report.Exhibit.Plate;
import dev.fovea.app.report.Exhibit.Size;
import dev.fovea.explain.GradCam;
import dev.fovea.explain.PreparedPicture;
import dev.fovea.figure.HeatMap;
import dev.fovea.image.Colormap;
import dev.fovea.image.Image;
import dev.fovea.predict.Evaluation;
import dev.fovea.predict.Evaluation.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where the network looks: Grad-CAM of its worst mistakes and of pictures that it recognised. */
final class CamExhibit {
    static final String ID = "gradcam";

    private static final int PICTURES = 8;
    private static final int SIDE = 112;
    private static final double OPACITY = 0.6;

    private final Look look;
    private final GradCam gradCam;

    private CamExhibit(Look look) {
        this.look = look;
        gradCam = GradCam.of(look.model(), look.kernels(), look.lastMap());
    }

    static Exhibit of(Look look) throws IOException {
        var cams = new CamExhibit(look);
        List<Group> groups = new ArrayList<>();
        cams.add(groups, "Mistakes of which it was surest", mistakes(look.evaluation()));
        cams.add(groups, "Recognised, one of a class", recognised(look.evaluation()));
        return new Exhibit(
                ID,
                "Where it looks",
                "Grad-CAM at %s: bright is what speaks for a class. Beside each picture the map for what the network said, and for a mistake also the one for the right class."
                        .formatted(cams.gradCam.node()),
                groups);
    }

    private static List<Outcome> mistakes(Evaluation evaluation) {
        return evaluation.outcomes().stream()
                .filter(outcome -> !outcome.right())
                .sorted(
                        Comparator.comparingDouble(Outcome::predictedProbability)
                                .reversed()
                                .thenComparingInt(Outcome::index))
                .limit(PICTURES)
                .toList();
    }

    private static List<Outcome> recognised(Evaluation evaluation) {
        Set<Integer> seen = new HashSet<>();
        return evaluation.outcomes().stream()
                .filter(outcome -> outcome.right() && seen.add(outcome.label()))
                .limit(PICTURES)
                .toList();
    }

    private void add(List<Group> groups, String heading, List<Outcome> outcomes)
            throws IOException {
        if (!outcomes.isEmpty()) {
            List<Plate> plates = new ArrayList<>();
            for (Outcome outcome : outcomes) {
                plates.add(plate(outcome));
            }
            groups.add(new Group(heading, Size.LARGE, plates));
        }
    }

    private Plate plate(Outcome outcome) throws IOException {
        String label = look.evaluation().classes().get(outcome.label());
        String said = look.evaluation().classes().get(outcome.predicted());
        PreparedPicture picture =
                PreparedPicture.of(look.model(), look.pictures().image(outcome.index()));
        Image shown = Tiles.about(picture.image(), SIDE);
        List<Image> images = new ArrayList<>(List.of(shown));
        images.add(over(shown, picture, outcome.predicted()));
        if (!outcome.right()) {
            images.add(over(shown, picture, outcome.label()));
        }
        String sure = Numbers.percent(outcome.predictedProbability());
        return new Exhibit.Pictures(
                images,
                outcome.right() ? "✓ %s %s".formatted(said, sure) : mistake(said, sure, label),
                "Picture %d: %s, and where it speaks for %s"
                        .formatted(
                                outcome.index(),
                                label,
                                outcome.right() ? said : said + " and for " + label));
    }

    private static String mistake(String said, String sure, String label) {
        return "✗ %s %s, is %s".formatted(said, sure, label);
    }

    private Image over(Image shown, PreparedPicture picture, int output) {
        GradCam.Cam cam = gradCam.of(picture.input(), output);
        return HeatMap.of(cam.map(), Colormap.SEQUENTIAL).over(shown, OPACITY);
    }
}
