package dev.fovea.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a split is for, and how its folder may be called. */
enum SplitRole {
    TRAIN,
    VALIDATION,
    TEST;

    /** Lower case; the first is the one to recommend. */
    private List<String> names() {
        return switch (this) {
            case TRAIN -> List.of("train", "training");
            case VALIDATION -> List.of("val", "valid", "validation");
            case TEST -> List.of("test", "testing");
        };
    }

    /** What reports call it. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The pictures with this role. */
    Dataset in(DataSplits splits) {
        return switch (this) {
            case TRAIN -> splits.train();
            case VALIDATION -> splits.validation();
            case TEST -> splits.test();
        };
    }

    /** The role that a folder has by its name, in any case. */
    static Optional<SplitRole> of(Path folder) {
        String name = folder.getFileName().toString().toLowerCase(Locale.ROOT);
        for (SplitRole role : values()) {
            if (role.names().contains(name)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    /** {@code val, valid or validation}. */
    String spellings() {
        List<String> names = names();
        return String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
    }
}
