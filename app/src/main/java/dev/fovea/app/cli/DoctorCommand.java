package dev.fovea.app.cli;

import dev.fovea.app.doctor.SpeedCheck;
import dev.fovea.app.terminal.Output;
import dev.fovea.kernel.Kernels;
import dev.fovea.plan.KernelSets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fovea doctor}. */
@Command(
        name = "doctor",
        description = {
            "What Fovea finds on this machine: JDK, kernels and why these, cores, heap, and a speed check of two seconds.",
            "Ends with 1 if something makes it much slower than it should be."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  fovea doctor", "  fovea doctor --json"})
final class DoctorCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "An object with what was found.")
    private boolean json;

    @Override
    public Integer call() {
        Output output = Output.of(spec, json);
        Kernels kernels = KernelSets.best();
        List<String> problems = new ArrayList<>();
        Map<String, Object> found = new LinkedHashMap<>();
        Runtime runtime = Runtime.getRuntime();
        found.put("java", Runtime.version() + ", " + System.getProperty("java.vm.name"));
        found.put("home", System.getProperty("java.home"));
        found.put("system", System.getProperty("os.name") + " on " + System.getProperty("os.arch"));
        found.put("processors", runtime.availableProcessors());
        found.put("heapMiB", runtime.maxMemory() >> 20);
        found.put("kernels", kernels.name());
        found.put("why", why());
        if (!KernelSets.hasVectorModule()) {
            problems.add(
                    "the vector kernels are off: start java with --add-modules jdk.incubator.vector (the launcher ./fovea does)");
        }
        List<SpeedCheck.Result> speeds = SpeedCheck.run(kernels);
        for (SpeedCheck.Result result : speeds) {
            if (result.isTooSlow()) {
                problems.add(
                        String.format(
                                Locale.ROOT,
                                "%s runs at %.1f %s, below %.0f: the JIT compiler may not turn vectors into instructions here; look for other JVM options, a debugger or a profiler, or a busy machine",
                                result.what(),
                                result.rate(),
                                result.unit(),
                                result.least()));
            }
        }
        found.put("speed", speeds);
        found.put("problems", problems);
        if (json) {
            output.answer(found);
        } else {
            say(output, found, speeds, problems);
        }
        return problems.isEmpty() ? 0 : Failures.FAILED;
    }

    private static String why() {
        return KernelSets.hasVectorModule()
                ? "the module jdk.incubator.vector is there; the width is the one the JVM prefers on this processor"
                : "the module jdk.incubator.vector is not there";
    }

    private static void say(
            Output output,
            Map<String, Object> found,
            List<SpeedCheck.Result> speeds,
            List<String> problems) {
        found.forEach((name, value) -> {
            if (!(value instanceof List<?>)) {
                output.say(String.format(Locale.ROOT, "%-11s %s", name, value));
            }
        });
        for (SpeedCheck.Result result : speeds) {
            output.say(
                    String.format(
                            Locale.ROOT,
                            "%-11s %-44s %8.1f %s",
                            "speed",
                            result.what(),
                            result.rate(),
                            result.unit()));
        }
        output.say("");
        problems.forEach(problem -> output.say("problem: " + problem));
        if (problems.isEmpty()) {
            output.say("all is well");
        }
    }
}
