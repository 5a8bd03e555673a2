package dev.fovea.app.cli.see;

import dev.fovea.model.Model;
import dev.fovea.text.Nearest;
import java.util.List;

/** {@code --class}: a label, or a number from 0 on. */
final class ClassChoice {
    private ClassChoice() {}

    /**
     * @throws IllegalArgumentException if the model has no such class
     */
    static int of(Model model, String wanted) {
        int labelled = model.labels().indexOf(wanted);
        if (labelled >= 0) {
            return labelled;
        }
        int outputs = model.network().outputShape().size();
        try {
            int index = Integer.parseInt(wanted);
            if (index >= 0 && index < outputs) {
                return index;
            }
        } catch (NumberFormatException _) {
            // Then it was meant as a name.
        }
        List<String> labels = model.labels();
        throw new IllegalArgumentException(
                "--class: there is no class '%s', there are %s"
                        .formatted(
                                wanted,
                                labels.isEmpty()
                                        ? "0 to " + (outputs - 1)
                                        : "0 to %d: %s"
                                                .formatted(
                                                        outputs - 1,
                                                        Nearest.list(wanted, labels, 12))));
    }
}
