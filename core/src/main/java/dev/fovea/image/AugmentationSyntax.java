package dev.fovea.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads and writes augmentations as text. */
final class AugmentationSyntax {
    private static final String FORMS =
            "flip[:chance], crop:pixels, resized-crop:HxW[:area[:ratio]], shift:fraction,"
                    + " rotate:degrees, scale:fraction, color:strength, erase:chance[:area[:ratio]],"
                    + " mixup:alpha";

    private AugmentationSyntax() {}

    static Augmentations parse(String text) {
        String whole = text.strip().toLowerCase(Locale.ROOT);
        if (whole.isEmpty() || whole.equals("none")) {
            return Augmentations.none();
        }
        List<Augmentation> steps = new ArrayList<>();
        Mixup mixup = Mixup.NONE;
        for (String part : whole.split(",", -1)) {
            Piece piece = new Piece(part.strip());
            if (piece.name.equals("mixup")) {
                piece.requireArguments(1, 1);
                mixup = new Mixup(piece.number(0));
            } else {
                steps.add(step(piece));
            }
        }
        return new Augmentations(steps, mixup);
    }

    private static Augmentation step(Piece piece) {
        return switch (piece.name) {
            case "flip" -> {
                piece.requireArguments(0, 1);
                yield new HorizontalFlip(piece.arguments.isEmpty() ? 0.5 : piece.number(0));
            }
            case "crop" -> {
                piece.requireArguments(1, 1);
                yield new PadAndCrop(piece.whole(piece.arguments.get(0)));
            }
            case "resized-crop" -> {
                piece.requireArguments(1, 3);
                String[] size = piece.arguments.get(0).split("x", 2);
                yield new RandomResizedCrop(
                        piece.whole(size[0]),
                        piece.whole(size[size.length - 1]),
                        piece.range(1, RandomResizedCrop.DEFAULT_AREA),
                        piece.range(2, RandomResizedCrop.DEFAULT_RATIO));
            }
            case "shift" -> {
                piece.requireArguments(1, 1);
                yield new Shift(piece.number(0));
            }
            case "rotate" -> {
                piece.requireArguments(1, 1);
                yield new Rotate(piece.number(0));
            }
            case "scale" -> {
                piece.requireArguments(1, 1);
                yield new Zoom(piece.scale());
            }
            case "color" -> {
                piece.requireArguments(1, 3);
                boolean one = piece.arguments.size() == 1;
                if (piece.arguments.size() == 2) {
                    throw piece.wrong("one strength, or brightness:contrast:saturation");
                }
                yield new ColorJitter(
                        piece.number(0), piece.number(one ? 0 : 1), piece.number(one ? 0 : 2));
            }
            case "erase" -> {
                piece.requireArguments(1, 3);
                yield new RandomErasing(
                        piece.number(0),
                        piece.range(1, RandomErasing.DEFAULT_AREA),
                        piece.range(2, RandomErasing.DEFAULT_RATIO));
            }
            default ->
                    throw new IllegalArgumentException(
                            "augment: there is no \"%s\"; there are %s"
                                    .formatted(piece.name, FORMS));
        };
    }

    /** One name with its arguments. */
    private static final class Piece {
        final String text;
        final String name;
        final List<String> arguments;

        Piece(String text) {
            this.text = text;
            List<String> parts = List.of(text.split(":", -1));
            this.name = parts.get(0);
            this.arguments = parts.subList(1, parts.size());
        }

        void requireArguments(int least, int most) {
            if (arguments.size() < least || arguments.size() > most) {
                throw wrong(
                        least == most
                                ? "exactly %d value behind it".formatted(least)
                                : "%d to %d values behind it".formatted(least, most));
            }
        }

        double number(int index) {
            return number(arguments.get(index));
        }

        private double number(String argument) {
            if (!argument.matches("\\d+(\\.\\d+)?|\\.\\d+")) {
                throw wrong("a number such as 0.2, not \"%s\"".formatted(argument));
            }
            return Double.parseDouble(argument);
        }

        int whole(String argument) {
            if (!argument.matches("\\d{1,9}")) {
                throw wrong("a whole number of pixels, not \"%s\"".formatted(argument));
            }
            return Integer.parseInt(argument);
        }

        Range range(int index, Range otherwise) {
            return arguments.size() > index ? range(arguments.get(index)) : otherwise;
        }

        /** A range, or one number x for 1 - x to 1 + x. */
        Range scale() {
            if (arguments.get(0).contains("..")) {
                return range(arguments.get(0));
            }
            double fraction = number(0);
            return Range.of(1 - fraction, 1 + fraction);
        }

        private Range range(String argument) {
            int dots = argument.indexOf("..");
            if (dots < 0) {
                throw wrong("a range such as 0.1..0.5, not \"%s\"".formatted(argument));
            }
            return Range.of(
                    number(argument.substring(0, dots)), number(argument.substring(dots + 2)));
        }

        IllegalArgumentException wrong(String expected) {
            return new IllegalArgumentException(
                    "augment: \"%s\" needs %s; there are %s".formatted(text, expected, FORMS));
        }
    }
}
