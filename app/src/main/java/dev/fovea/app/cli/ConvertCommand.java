package dev.fovea.app.cli;

import dev.fovea.app.terminal.Output;
import dev.fovea.formats.ModelFormats;
import dev.fovea.model.Model;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea convert IN OUT}. */
@Command(
        name = "convert",
        description = {
            "Reads a model of any format and writes it as .safetensors or .onnx.",
            "A .safetensors file keeps all of it: network, preprocessing, labels, origin; PyTorch reads its weights."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea convert vgg16.pth vgg16.safetensors --labels imagenet.txt",
            "  fovea convert weights.pt net.safetensors --arch net.json --preprocess unit:28x28x1",
            "  fovea convert runs/NAME model.onnx"
        })
final class ConvertCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IN", description = ModelArgument.DESCRIPTION)
    private Path in;

    @Parameters(
            index = "1",
            paramLabel = "OUT",
            description = "A file that ends in .safetensors or .onnx.")
    private Path out;

    @Mixin private ModelOptions modelOptions;

    @Option(names = "--force", description = "Replace OUT if it is there already.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        if (Files.exists(out) && !force) {
            throw new FileAlreadyExistsException(
                    out.toString(), null, "is there already; replace it with --force");
        }
        ModelFormats.requireWritable(out);
        Model model = ModelArgument.load(in, modelOptions.read());
        Output output = Output.of(spec, false);
        ModelOptions.sayAssumptions(output, model);
        model.weights()
                .withoutNumbers()
                .forEach(name -> output.warn(name + " has numbers that are NaN or infinite"));
        ModelFormats.write(model, out);
        output.say(out + ": " + model);
        return 0;
    }
}
