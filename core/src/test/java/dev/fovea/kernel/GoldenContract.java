package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What PyTorch makes of the same numbers: {@code golden.json}, written by {@code make_golden.py}
 * beside it. An outside check, of the definitions as much as of the kernels.
 */
abstract class GoldenContract extends Contract {
    private static final JsonObject GOLDEN = read();

    private static JsonObject read() {
        try (InputStream file = GoldenContract.class.getResourceAsStream("golden.json")) {
            var text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return JsonObject.parse("golden.json", text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cases of one kind, numbered for people. */
    private static List<Case> cases(String name) {
        var cases = new ArrayList<Case>();
        for (Object json : GOLDEN.list(name)) {
            String title = name + " " + cases.size();
            cases.add(new Case(title, JsonObject.of(title, json)));
        }
        return cases;
    }

    /** A case by its name, with arrays of floats. */
    record Case(String title, JsonObject json) {
        float[] floats(String key) {
            return GoldenContract.floats(json.list(key));
        }

        double[] doubles(String key) {
            float[] floats = floats(key);
            var doubles = new double[floats.length];
            for (int i = 0; i < floats.length; i++) {
                doubles[i] = floats[i];
            }
            return doubles;
        }

        Buffer buffer(String key) {
            return Buffer.of(Memory.OFFSET, floats(key));
        }

        Buffer outputLike(String key) {
            return Buffer.output(Memory.OFFSET, floats(key).length);
        }

        int integer(String key) {
            return json.integer(key);
        }

        float number(String key) {
            return (float) json.number(key);
        }

        /** Values of about 1, each a sum of some dozen floats in PyTorch and here. */
        void assertClose(String key, Buffer got) {
            Expected.within(2e-6, 4e-6, doubles(key)).assertClose(title + ": " + key, got);
        }

        void assertClose(String key, float[] got) {
            assertClose(key, Buffer.of(0, got));
        }

        @Override
        public String toString() {
            return title;
        }
    }

    private static float[] floats(List<?> values) {
        var floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i) instanceof Number number ? number.floatValue() : Float.NaN;
        }
        return floats;
    }

    static List<Case> conv() {
        return cases("conv");
    }

    @ParameterizedTest
    @MethodSource("conv")
    void conv(Case c) {
        int[] g = c.json.integers("geometry");
        var geometry =
                new ConvGeometry(
                        g[0], g[1], g[2], g[3], g[4], g[5], g[6], g[7], g[8], g[9], g[10], g[11],
                        g[12], g[13], g[14]);
        int n = c.integer("batch");
        Kernels kernels = kernels(2);
        Buffer x = c.buffer("x");
        Buffer dy = c.buffer("dy");

        LinearForward forward = kernels.convForward(geometry, n, Epilogue.NONE, false);
        Buffer y = c.outputLike("y");
        float[] weights = c.floats("weight");
        float[] packed = weights;
        if (forward.packedSize() > 0) {
            packed = memory(forward.packedSize());
            forward.pack(weights, packed);
        }
        forward.run(
                n,
                x.array,
                x.offset,
                packed,
                c.floats("bias"),
                UNREAD,
                0,
                y.array,
                y.offset,
                memory(forward.scratchSize()));
        c.assertClose("y", y);

        LinearBackwardData backwardData = kernels.convBackwardData(geometry, n, false);
        Buffer dx = c.outputLike("dx");
        packed = weights;
        if (backwardData.packedSize() > 0) {
            packed = memory(backwardData.packedSize());
            backwardData.pack(weights, packed);
        }
        backwardData.run(
                n,
                dy.array,
                dy.offset,
                packed,
                UNREAD,
                0,
                dx.array,
                dx.offset,
                memory(backwardData.scratchSize()));
        c.assertClose("dx", dx);

        LinearBackwardWeights backwardWeights = kernels.convBackwardWeights(geometry, n);
        var dWeight = new float[geometry.weightSize()];
        var dBias = new float[geometry.outChannels()];
        backwardWeights.run(
                n,
                x.array,
                x.offset,
                dy.array,
                dy.offset,
                dWeight,
                dBias,
                memory(backwardWeights.scratchSize()));
        Expected.within(4e-6, 1e-5, c.doubles("dWeight")).assertClose("dWeight", dWeight);
        Expected.within(4e-6, 1e-5, c.doubles("dBias")).assertClose("dBias", dBias);
    }

    static List<Case> pool() {
        return cases("pool");
    }

    @ParameterizedTest
    @MethodSource("pool")
    void pool(Case c) {
        int[] g = c.json.integers("geometry");
        var geometry =
                new PoolGeometry(
                        g[0],
                        g[1],
                        g[2],
                        g[3],
                        g[4],
                        g[5],
                        g[6],
                        g[7],
                        g[8],
                        g[9],
                        g[10],
                        g[11],
                        g[12],
                        g[13],
                        g[14],
                        c.json.bool("countPadding"));
        int n = c.integer("batch");
        Kernels kernels = kernels(2);
        Buffer x = c.buffer("x");
        Buffer dy = c.buffer("dy");
        Buffer y = c.outputLike("y");
        Buffer dx = c.outputLike("dx");
        switch (c.json.string("kind")) {
            case "max" -> {
                var switches = new int[n * geometry.outSize()];
                kernels.maxPool(geometry, n, x.array, x.offset, y.array, y.offset, switches);
                assertThat(switches).isEqualTo(c.json.integers("switches"));
                kernels.maxPoolBackward(
                        geometry, n, dy.array, dy.offset, switches, dx.array, dx.offset);
            }
            case "avg" -> {
                kernels.avgPool(geometry, n, x.array, x.offset, y.array, y.offset);
                kernels.avgPoolBackward(geometry, n, dy.array, dy.offset, dx.array, dx.offset);
            }
            default -> {
                kernels.adaptiveAvgPool(geometry, n, x.array, x.offset, y.array, y.offset);
                kernels.adaptiveAvgPoolBackward(
                        geometry, n, dy.array, dy.offset, dx.array, dx.offset);
            }
        }
        c.assertClose("y", y);
        c.assertClose("dx", dx);
    }

    static List<Case> batchNorm() {
        return cases("batchNorm");
    }

    @ParameterizedTest
    @MethodSource("batchNorm")
    void batchNorm(Case c) {
        int rows = c.integer("rows");
        int channels = c.integer("channels");
        boolean training = c.json.bool("training");
        Kernels kernels = kernels(2);
        Buffer x = c.buffer("x");
        Buffer dy = c.buffer("dy");
        float[] mean = c.floats("mean");
        float[] variance = c.floats("variance");
        if (training) {
            kernels.channelMoments(rows, channels, x.array, x.offset, mean, variance);
        }
        float[] gamma = c.floats("gamma");
        float[] beta = c.floats("beta");
        var invStd = new float[channels];
        var scale = new float[channels];
        var shift = new float[channels];
        for (int i = 0; i < channels; i++) {
            invStd[i] = (float) (1 / Math.sqrt(variance[i] + c.json.number("epsilon")));
            scale[i] = gamma[i] * invStd[i];
            shift[i] = beta[i] - mean[i] * scale[i];
        }
        Buffer y = c.outputLike("y");
        kernels.scaleShift(
                rows,
                channels,
                x.array,
                x.offset,
                scale,
                shift,
                Activation.NONE,
                y.array,
                y.offset);
        c.assertClose("y", y);

        Buffer dx = c.outputLike("dx");
        var dGamma = new float[channels];
        var dBeta = new float[channels];
        kernels.batchNormBackward(
                rows, channels, x.array, x.offset, dy.array, dy.offset, gamma, mean, invStd,
                !training, dGamma, dBeta, dx.array, dx.offset);
        c.assertClose("dx", dx);
        Expected.within(4e-6, 4e-5, c.doubles("dGamma")).assertClose("dGamma", dGamma);
        Expected.within(4e-6, 1e-5, c.doubles("dBeta")).assertClose("dBeta", dBeta);
    }

    static List<Case> localResponseNorm() {
        return cases("localResponseNorm");
    }

    @ParameterizedTest
    @MethodSource("localResponseNorm")
    void localResponseNorm(Case c) {
        int rows = c.integer("rows");
        int channels = c.integer("channels");
        int size = c.integer("size");
        Buffer x = c.buffer("x");
        Buffer dy = c.buffer("dy");
        Buffer y = c.outputLike("y");
        Buffer dx = c.outputLike("dx");
        Kernels kernels = kernels(2);
        kernels.localResponseNorm(
                rows,
                channels,
                size,
                c.number("alpha"),
                c.number("beta"),
                c.number("k"),
                x.array,
                x.offset,
                y.array,
                y.offset);
        c.assertClose("y", y);
        kernels.localResponseNormBackward(
                rows,
                channels,
                size,
                c.number("alpha"),
                c.number("beta"),
                c.number("k"),
                x.array,
                x.offset,
                y.array,
                y.offset,
                dy.array,
                dy.offset,
                dx.array,
                dx.offset);
        c.assertClose("dx", dx);
    }

    static List<Case> activation() {
        return cases("activation");
    }

    @ParameterizedTest
    @MethodSource("activation")
    void activation(Case c) {
        var activation =
                new Activation(
                        Activation.Kind.valueOf(c.json.string("kind")),
                        c.number("alpha"),
                        c.number("beta"));
        Buffer x = c.buffer("x");
        Buffer y = c.outputLike("y");
        Kernels kernels = kernels(2);
        kernels.activation(activation, x.size, x.array, x.offset, y.array, y.offset);
        Expected.within(2e-6, 3e-7, c.doubles("y")).assertClose(activation.toString(), y);
        Buffer slope = c.outputLike("slope");
        Buffer ones = Buffer.parameter(x.size, () -> 1);
        kernels.activationBackward(
                activation,
                x.size,
                x.array,
                x.offset,
                y.array,
                y.offset,
                ones.array,
                0,
                slope.array,
                slope.offset);
        Expected.within(4e-6, 1e-6, c.doubles("slope")).assertClose(activation.toString(), slope);
    }

    static List<Case> prelu() {
        return cases("prelu");
    }

    @ParameterizedTest
    @MethodSource("prelu")
    void prelu(Case c) {
        int rows = c.integer("rows");
        int channels = c.integer("channels");
        float[] slope = c.floats("slope");
        Buffer x = c.buffer("x");
        Buffer dy = c.buffer("dy");
        Buffer y = c.outputLike("y");
        Buffer dx = c.outputLike("dx");
        var dSlope = new float[slope.length];
        Kernels kernels = kernels(2);
        kernels.prelu(rows, channels, slope, x.array, x.offset, y.array, y.offset);
        c.assertClose("y", y);
        kernels.preluBackward(
                rows, channels, slope, x.array, x.offset, dy.array, dy.offset, dSlope, dx.array,
                dx.offset);
        c.assertClose("dx", dx);
        c.assertClose("dSlope", dSlope);
    }

    static List<Case> classifier() {
        return cases("classifier");
    }

    @ParameterizedTest
    @MethodSource("classifier")
    void classifier(Case c) {
        int rows = c.integer("rows");
        int classes = c.integer("classes");
        Kernels kernels = kernels(2);
        Buffer logits = c.buffer("logits");
        Buffer dLogits = c.outputLike("dLogits");
        var losses = new float[rows];
        kernels.softmaxCrossEntropy(
                rows,
                classes,
                logits.array,
                logits.offset,
                c.floats("targets"),
                1f / rows,
                losses,
                dLogits.array,
                dLogits.offset);
        c.assertClose("losses", losses);
        c.assertClose("dLogits", dLogits);

        Buffer dy = c.buffer("dy");
        Buffer softmax = c.outputLike("softmax");
        Buffer dSoftmax = c.outputLike("dSoftmax");
        kernels.softmax(rows, classes, logits.array, logits.offset, softmax.array, softmax.offset);
        c.assertClose("softmax", softmax);
        kernels.softmaxBackward(
                rows,
                classes,
                softmax.array,
                softmax.offset,
                dy.array,
                dy.offset,
                dSoftmax.array,
                dSoftmax.offset);
        c.assertClose("dSoftmax", dSoftmax);

        Buffer log = c.outputLike("logSoftmax");
        Buffer dLog = c.outputLike("dLogSoftmax");
        kernels.logSoftmax(rows, classes, logits.array, logits.offset, log.array, log.offset);
        c.assertClose("logSoftmax", log);
        kernels.logSoftmaxBackward(
                rows, classes, log.array, log.offset, dy.array, dy.offset, dLog.array, dLog.offset);
        c.assertClose("dLogSoftmax", dLog);
    }

    static List<Case> optimizer() {
        return cases("optimizer");
    }

    /** Several steps, so that the state they leave matters. */
    @ParameterizedTest
    @MethodSource("optimizer")
    void optimizer(Case c) {
        float[] weights = c.floats("weights");
        var first = new float[weights.length];
        var second = new float[weights.length];
        List<Object> gradients = c.json.list("gradients");
        List<Object> after = c.json.list("after");
        Kernels kernels = kernels(2);
        for (int t = 1; t <= gradients.size(); t++) {
            float[] gradient = floats((List<?>) gradients.get(t - 1));
            step(c, kernels, t, weights, gradient, first, second);
            float[] expected = floats((List<?>) after.get(t - 1));
            for (int i = 0; i < weights.length; i++) {
                assertThat(Math.abs(weights[i] - expected[i]))
                        .as("%s %s: weight %d after step %d", c, c.json.string("kind"), i, t)
                        .isLessThanOrEqualTo(1e-6f * Math.max(1, Math.abs(expected[i])));
            }
        }
    }

    private static void step(
            Case c,
            Kernels kernels,
            int t,
            float[] weights,
            float[] gradient,
            float[] first,
            float[] second) {
        JsonObject json = c.json;
        int length = weights.length;
        float rate = c.number("lr");
        float decay = (float) json.number("weight_decay", 0);
        float momentum = (float) json.number("momentum", 0);
        switch (json.string("kind")) {
            case "sgd" -> {
                boolean nesterov = json.bool("nesterov", false);
                var step = new SgdStep(rate, momentum, nesterov, decay, 0, 1);
                kernels.sgd(step, length, weights, gradient, first);
            }
            case "rmsprop" -> {
                double alpha = json.number("alpha", 0.99);
                float epsilon = (float) json.number("eps", 1e-8);
                var step = new RmspropStep(rate, alpha, epsilon, momentum, decay, 1);
                kernels.rmsprop(step, length, weights, gradient, first, second);
            }
            default -> {
                boolean decoupled = json.string("kind").equals("adamw");
                double[] betas =
                        json.has("betas") ? json.numbers("betas") : new double[] {0.9, 0.999};
                var step =
                        new AdamStep(
                                rate,
                                betas[0],
                                betas[1],
                                (float) json.number("eps", 1e-8),
                                1 - Math.pow(betas[0], t),
                                1 - Math.pow(betas[1], t),
                                decoupled ? 0 : decay,
                                decoupled ? decay : 0,
                                1);
                kernels.adam(step, length, weights, gradient, first, second);
            }
        }
    }
}
