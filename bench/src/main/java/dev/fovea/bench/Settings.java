package dev.fovea.bench;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How a run measures.
 *
 * @param home the root of the clone
 * @param folder for weights, models and logs; kept between runs
 * @param data the folder of Fashion-MNIST
 * @param threads each engine may use
 * @param rounds samples of each engine
 * @param warmUp least time an engine runs before its first sample
 * @param sample least time of a sample; shorter tasks run several times
 * @param limit for one task with all its engines
 * @param foveaOptions more options for Fovea's JVM
 */
record Settings(
        Path home,
        Path folder,
        Path data,
        int threads,
        int rounds,
        Duration warmUp,
        Duration sample,
        Duration limit,
        List<String> foveaOptions) {
    Settings {
        foveaOptions = List.copyOf(foveaOptions);
    }

    /** Each engine's own classes and libraries and no other's. */
    String classPath(Engine engine) {
        if (engine == Engine.FOVEA) {
            Path target = home.resolve("bench/target");
            return target.resolve("fovea-bench.jar") + File.pathSeparator + target + "/lib/*";
        }
        Path target = home.resolve("bench/peers").resolve(engine.peer()).resolve("target");
        return target.resolve("peer-" + engine.peer() + ".jar")
                + File.pathSeparator
                + target
                + "/lib/*";
    }
}
