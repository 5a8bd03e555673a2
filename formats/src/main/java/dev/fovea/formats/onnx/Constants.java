package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Operand.Constant;
import dev.fovea.model.FormatException;
import java.util.Arrays;

/** The operator Constant: numbers in one of its attributes. */
final class Constants {
    private Constants() {}

    static Constant of(Call call) throws FormatException {
        String name = call.node.outputs().getFirst();
        TensorReader reader = call.graph.reader;
        Attributes a = call.attributes;
        if (a.all().get("value") instanceof OnnxAttribute.Numbers(OnnxTensor tensor)) {
            return new Constant(
                    new OnnxTensor(
                            name, tensor.type(), tensor.dims(), tensor.data(), tensor.offset()),
                    reader);
        }
        if (a.has("value_float")) {
            double[] value = {a.real("value_float", 0)};
            return new Constant(name, new NdArray(new int[0], value, false), reader);
        }
        if (a.has("value_int")) {
            double[] value = {a.whole("value_int", 0)};
            return new Constant(name, new NdArray(new int[0], value, true), reader);
        }
        if (a.has("value_ints")) {
            double[] values = Arrays.stream(a.wholes("value_ints")).asDoubleStream().toArray();
            return new Constant(name, NdArray.vector(values), reader);
        }
        if (a.has("value_floats")) {
            float[] reals = a.reals("value_floats");
            double[] values = new double[reals.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = reals[i];
            }
            return new Constant(name, NdArray.vector(values).withWhole(false), reader);
        }
        throw call.unsupported("a constant of this kind");
    }
}
