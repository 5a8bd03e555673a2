package dev.fovea.app.cli;

import dev.fovea.data.DataException;
import dev.fovea.nn.Network;
import dev.fovea.nn.NetworkJson;
import dev.fovea.nn.ShapeException;
import dev.fovea.tensor.Shape;
import dev.fovea.zoo.Zoo;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Networks on the command line: a name of the zoo, or a JSON file. */
final class NetworkArgument {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,5})x(\\d{1,5})x(\\d{1,5})");

    private NetworkArgument() {}

    static boolean isJsonFile(String argument) {
        return argument.endsWith(".json");
    }

    /** Whether it is written as a path, so that it cannot be a name of the zoo. */
    static boolean isPath(String argument) {
        return argument.contains("/")
                || argument.contains("\\")
                || argument.matches(".*\\.(safetensors|pth?|onnx|h5|keras)");
    }

    /** The network in a JSON file. */
    static Network read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new DataException(file.toString(), "is a folder, not a network's JSON file");
        }
        try {
            return NetworkJson.read(file.toString(), Files.readString(file));
        } catch (ShapeException e) {
            throw new DataException(file.toString(), String.valueOf(e.getMessage()));
        } catch (CharacterCodingException e) {
            throw new DataException(file.toString(), "is no JSON: not a text in UTF-8");
        }
    }

    /** {@code HxWxC}. */
    static Shape shape(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "--input: height, width and channels as in 224x224x3, got '" + text + "'");
        }
        return Shape.of(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }

    /**
     * A network of the zoo.
     *
     * @param input empty for the network's own
     * @param classes 0 for the network's own
     */
    static Network zoo(String name, String input, int classes) {
        Zoo.Entry entry = Zoo.entry(name);
        return Zoo.network(
                name,
                input.isEmpty() ? entry.input() : shape(input),
                classes == 0 ? entry.classes() : classes);
    }
}
