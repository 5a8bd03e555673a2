package dev.fovea.app.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * The standard error that the launcher was given.
 *
 * <p>The JVM warns of incubator modules on descriptor 2 before any code of ours runs. The launcher
 * therefore gives it a filter as descriptor 2, and names the real stream in {@code fovea.stderr}.
 */
final class StandardError {
    private StandardError() {}

    /** Points {@code System.err} at the real stream; without the launcher it already is there. */
    static void restore() {
        Integer number = Integer.getInteger("fovea.stderr");
        if (number == null) {
            return;
        }
        try {
            var constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
            constructor.setAccessible(true); // the launcher opens java.io for it
            var real = new FileOutputStream(constructor.newInstance(number));
            System.setErr(new PrintStream(real, true, charset()));
        } catch (ReflectiveOperationException | RuntimeException e) {
            System.err.println("fovea: standard error stays behind the launcher's filter: " + e);
        }
    }

    private static Charset charset() {
        String name = System.getProperty("stderr.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
    }
}
