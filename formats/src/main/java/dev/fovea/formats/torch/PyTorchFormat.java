package dev.fovea.formats.torch;

import dev.fovea.formats.Inspection;
import dev.fovea.formats.ModelFormat;
import dev.fovea.formats.ReadOptions;
import dev.fovea.model.Model;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * PyTorch's checkpoints, {@code .pth} and {@code .pt}: state dicts, zip archives as well as pickles
 * from before PyTorch 1.6. Nothing in them is ever run ({@link Unpickler}).
 */
public final class PyTorchFormat implements ModelFormat {
    @Override
    public String name() {
        return "PyTorch (.pth, .pt)";
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        boolean named = name.endsWith(".pth") || name.endsWith(".pt") || name.endsWith(".bin");
        if (head.length >= 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4) {
            String text = new String(head, StandardCharsets.ISO_8859_1);
            return text.contains("data.pkl") || named;
        }
        // A pickle of protocol 2 or later; the magic number comes first when torch.save wrote it.
        return head.length >= 4
                && (head[0] & 0xff) == 0x80
                && head[1] >= 2
                && head[1] <= 5
                && (named || ((head[2] & 0xff) == 0x8a && head[3] == 10));
    }

    @Override
    public Inspection inspect(Path file, ReadOptions options) throws IOException {
        try (StateDict dict = TorchFile.open(file)) {
            return StateDictInspection.of(dict, options);
        }
    }

    @Override
    public Model read(Path file, ReadOptions options) throws IOException {
        try (StateDict dict = TorchFile.open(file)) {
            return StateDictModel.of(dict, options).read(dict);
        }
    }
}
