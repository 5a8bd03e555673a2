package dev.fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/model-file.md says what the code does. */
class NetworkDocumentTest {
    private static final Pattern CODE = Pattern.compile("`(\\w+)`");

    private final String document;

    NetworkDocumentTest() throws IOException {
        // Maven runs tests in the module's folder, an IDE in the project's.
        Path root = Files.exists(Path.of("docs")) ? Path.of("") : Path.of("..");
        document = Files.readString(root.resolve("docs/model-file.md"));
    }

    @Test
    void theExampleIsANetworkThatWritesItselfSo() {
        int start = document.indexOf("```json\n") + 8;
        String example = document.substring(start, document.indexOf("```", start));
        assertThat(Network.fromJson(example).toJson().replaceAll("\\s", ""))
                .isEqualTo(sorted(example).replaceAll("\\s", ""));
    }

    /** The prefix is written before the keys of the layer; people put it last. */
    private static String sorted(String example) {
        return example.replace(
                "\"units\": 10, \"prefix\": \"classifier.0\"",
                "\"prefix\": \"classifier.0\", \"units\": 10");
    }

    @Test
    void theTableHasEveryLayerAndItsKeys() {
        Map<String, List<String>> written = new TreeMap<>();
        document.lines()
                .dropWhile(line -> !line.startsWith("|---"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split("\\|", -1))
                .forEach(cells ->
                        names(cells[1]).forEach(layer -> written.put(layer, names(cells[2]))));

        Map<String, List<String>> real = new TreeMap<>();
        layers(Layer.class)
                .forEach(type ->
                        real.put(
                                type.getSimpleName(),
                                Stream.of(type.getRecordComponents())
                                        .map(RecordComponent::getName)
                                        .toList()));
        assertThat(written).isEqualTo(real);
    }

    private static List<String> names(String cell) {
        return CODE.matcher(cell).results().map((MatchResult match) -> match.group(1)).toList();
    }

    private static List<Class<?>> layers(Class<?> sealed) {
        var types = new ArrayList<Class<?>>();
        for (Class<?> type : sealed.getPermittedSubclasses()) {
            types.addAll(type.isSealed() ? layers(type) : List.of(type));
        }
        return types;
    }
}
