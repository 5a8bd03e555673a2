package dev.fovea.app.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The texts that every report carries: our style and script, and the chart library uPlot. */
final class Assets {
    private static final String UPLOT_JAR = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
    private static final String UPLOT_FILES = "/META-INF/resources/webjars/uplot/";

    private Assets() {}

    static Html style() {
        return new Html(uplot("dist/uPlot.min.css") + "\n" + own("report.css"));
    }

    static Html script() {
        return new Html(licence() + uplot("dist/uPlot.iife.min.js") + "\n" + own("report.js"));
    }

    /** Its licence asks that the notice goes with every copy. */
    private static String licence() {
        return "/*\nuPlot. " + uplot("LICENSE").strip() + "\n*/\n";
    }

    private static String own(String name) {
        return text("/dev/fovea/app/report/" + name);
    }

    private static String uplot(String name) {
        return text(UPLOT_FILES + uplotVersion() + "/" + name);
    }

    /** A WebJar has its version in its paths, and says it in its properties. */
    private static String uplotVersion() {
        var properties = new Properties();
        try {
            properties.load(new StringReader(text(UPLOT_JAR)));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return properties.getProperty("version", "");
    }

    private static String text(String resource) {
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(
                        "report: the application needs the resource "
                                + resource
                                + ", which is not on the class path; build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report: the resource " + resource + " is damaged", e);
        }
    }
}
