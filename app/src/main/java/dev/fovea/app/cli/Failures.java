package dev.fovea.app.cli;

import dev.fovea.data.DataException;
import dev.fovea.image.ImageException;
import dev.fovea.model.FormatException;
import dev.fovea.nn.ShapeException;
import dev.fovea.plan.InsufficientMemoryException;
import dev.fovea.train.DivergedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is said when a command cannot do its work: one message and an exit code, never a stack trace
 * (unless the environment has {@code FOVEA_DEBUG=1}).
 */
final class Failures {
    /** Wrong usage, or input that cannot be used. */
    static final int BAD_INPUT = 2;

    /** Anything else. */
    static final int FAILED = 1;

    private Failures() {}

    /** For arguments that picocli or a command refuses. */
    static int wrongUsage(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(problem.getMessage());
        UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return BAD_INPUT;
    }

    /** Says what went wrong and gives the exit code. */
    static int report(Throwable thrown, PrintWriter err) {
        Throwable problem =
                thrown instanceof UncheckedIOException
                        ? Objects.requireNonNullElse(thrown.getCause(), thrown)
                        : thrown;
        err.println("fovea: " + message(problem));
        if ("1".equals(System.getenv("FOVEA_DEBUG"))) {
            problem.printStackTrace(err);
        }
        err.flush();
        return isBadInput(problem) ? BAD_INPUT : FAILED;
    }

    private static boolean isBadInput(Throwable problem) {
        return problem instanceof DataException
                || problem instanceof ImageException
                || problem instanceof FormatException
                || problem instanceof ShapeException
                || problem instanceof InsufficientMemoryException
                || problem instanceof NoSuchFileException
                || problem instanceof FileAlreadyExistsException
                // JSON that cannot be read is one of these too.
                || problem instanceof IllegalArgumentException;
    }

    private static String message(Throwable problem) {
        String said = Objects.requireNonNullElse(problem.getMessage(), "");
        return switch (problem) {
            case OutOfMemoryError _ ->
                    "the heap is full ("
                            + said
                            + "). Take a smaller --batch, or give the JVM more: FOVEA_OPTS=\"-Xmx8g\"";
            case StackOverflowError _ -> "the input is nested too deeply";
            case FileSystemException e -> fileSystem(e);
            case IOException _ when isFull(said) ->
                    "the disk is full ("
                            + said
                            + "). What was there before is unharmed; make room and try again";
            case IOException _, IllegalArgumentException _, ShapeException _ when !said.isEmpty() ->
                    said;
            case InsufficientMemoryException _ ->
                    said.replace("(-Xmx)", "(FOVEA_OPTS=\"-Xmx8g\" ./fovea ...)");
            case DivergedException _ -> said;
            default ->
                    "an error in Fovea itself: "
                            + problem
                            + ". FOVEA_DEBUG=1 shows where; please report it";
        };
    }

    private static boolean isFull(String said) {
        String lower = said.toLowerCase(Locale.ROOT);
        return lower.contains("no space left") || lower.contains("quota exceeded");
    }

    private static String fileSystem(FileSystemException e) {
        String file = Objects.requireNonNullElse(e.getFile(), "a file");
        String reason = Objects.requireNonNullElse(e.getReason(), "");
        return switch (e) {
            case NoSuchFileException _ ->
                    file + ": " + (reason.isEmpty() ? "there is no such file or folder" : reason);
            case AccessDeniedException _ ->
                    file + ": no permission; choose another place, or change its permissions";
            case FileAlreadyExistsException _ ->
                    file + ": " + (reason.isEmpty() ? "is there already, and no folder" : reason);
            case DirectoryNotEmptyException _ -> file + ": is not empty";
            default ->
                    isFull(reason)
                            ? file
                                    + ": the disk is full. What was there before is unharmed; make room and try again"
                            : file + ": " + (reason.isEmpty() ? e.getMessage() : reason);
        };
    }
}
