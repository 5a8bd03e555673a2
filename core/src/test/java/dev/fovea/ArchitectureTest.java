package dev.fovea;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dependency direction of ARCHITECTURE.md, and what core may touch outside itself. */
class ArchitectureTest {
    private static final JavaClasses CORE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.fovea");

    /** What each package may know besides itself, the JDK and its own subpackages. */
    private static final Map<String, List<String>> MAY_KNOW =
            Map.ofEntries(
                    Map.entry("text", List.of()),
                    Map.entry("tensor", List.of()),
                    Map.entry("json", List.of()),
                    Map.entry("kernel", List.of("tensor")),
                    Map.entry("nn", List.of("kernel", "tensor", "json")),
                    Map.entry("plan", List.of("nn", "kernel", "tensor")),
                    Map.entry("image", List.of("tensor")),
                    Map.entry("data", List.of("image", "tensor", "json")),
                    Map.entry("model", List.of("nn", "image", "tensor", "json")),
                    Map.entry("zoo", List.of("model", "nn", "image", "tensor")),
                    Map.entry(
                            "predict",
                            List.of("plan", "nn", "kernel", "tensor", "data", "image", "model")),
                    Map.entry(
                            "train",
                            List.of(
                                    "predict", "plan", "nn", "kernel", "tensor", "data", "image",
                                    "model", "json")),
                    Map.entry(
                            "explain",
                            List.of(
                                    "predict", "plan", "nn", "kernel", "tensor", "data", "image",
                                    "model")),
                    Map.entry("figure", List.of("explain", "nn", "image", "tensor")));

    static Stream<String> packages() {
        return MAY_KNOW.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void knowsOnlyWhatLiesBelowIt(String name) {
        List<String> allowed = new ArrayList<>(List.of("java..", "javax.imageio.."));
        allowed.add("org.jspecify.annotations");
        allowed.add("jdk.incubator.vector"); // kept to one package by the rule below
        allowed.add("dev.fovea." + name + "..");
        allowed.add("dev.fovea.text.."); // words for messages: everybody may
        MAY_KNOW.get(name).forEach(below -> allowed.add("dev.fovea." + below + ".."));

        classes()
                .that()
                .resideInAPackage("dev.fovea." + name + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed.toArray(String[]::new))
                .because("ARCHITECTURE.md says so")
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void everyPackageHasItsPlaceInTheDirection() {
        var unknown = new TreeSet<String>();
        for (JavaClass c : CORE) {
            String below = c.getPackageName().substring("dev.fovea".length());
            String name = below.isEmpty() ? "(dev.fovea itself)" : below.split("\\.", -1)[1];
            if (!MAY_KNOW.containsKey(name)) {
                unknown.add(name);
            }
        }
        assertThat(CORE).as("the classes of core").isNotEmpty();
        assertThat(unknown)
                .as("packages of core that ArchitectureTest and ARCHITECTURE.md do not place")
                .isEmpty();
    }

    @Test
    void onlyTheVectorKernelsKnowTheVectorApi() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.fovea.kernel.vector..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator..")
                .because("without that module the scalar kernels must still load and run")
                .check(CORE);
    }

    @Test
    void theScalarReferenceStandsOnItsOwn() {
        noClasses()
                .that()
                .resideInAPackage("dev.fovea.kernel.scalar..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.fovea.kernel.vector..")
                .because("it is the specification the vector kernels are held against")
                .allowEmptyShould(true)
                .check(CORE);
    }
}
