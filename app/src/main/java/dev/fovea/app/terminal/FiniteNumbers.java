package dev.fovea.app.terminal;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/** JSON knows no NaN and no infinity: they become null instead of Jackson's texts. */
final class FiniteNumbers {
    private FiniteNumbers() {}

    static JacksonModule module() {
        return new SimpleModule("finite numbers")
                .addSerializer(Float.class, new Floats())
                .addSerializer(float.class, new Floats())
                .addSerializer(Double.class, new Doubles())
                .addSerializer(double.class, new Doubles());
    }

    private static final class Floats extends ValueSerializer<Float> {
        @Override
        public void serialize(Float value, JsonGenerator out, SerializationContext context) {
            if (Float.isFinite(value)) {
                out.writeNumber(value.floatValue());
            } else {
                out.writeNull();
            }
        }
    }

    private static final class Doubles extends ValueSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator out, SerializationContext context) {
            if (Double.isFinite(value)) {
                out.writeNumber(value.doubleValue());
            } else {
                out.writeNull();
            }
        }
    }
}
