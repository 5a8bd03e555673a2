package dev.fovea.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** docs/dependencies.md has a line for whatever the parent pom brings into the house. */
class DependenciesTest {
    @Test
    void everyManagedDependencyAndPluginIsExplained() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "dependencies.md"));

        List<String> managed = managed();
        assertThat(managed).contains("picocli", "spotless-maven-plugin");
        assertThat(managed)
                .allSatisfy(name -> assertThat(page).as("dependencies.md").contains("`" + name));
    }

    private static List<String> managed() throws Exception {
        var pom =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(Path.of("..", "pom.xml").toFile());
        var names = new ArrayList<String>();
        for (String kind : List.of("dependency", "plugin", "path")) {
            var found = pom.getElementsByTagName(kind);
            for (int i = 0; i < found.getLength(); i++) {
                var ids = ((Element) found.item(i)).getElementsByTagName("artifactId");
                names.add(ids.item(0).getTextContent());
            }
        }
        names.remove("fovea-core");
        return names.stream().distinct().toList();
    }
}
