package dev.fovea.formats.onnx;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Every operator that is supported where it is worked out as the network runs. */
final class Operators {
    private static final Map<String, Operator> ALL = all();

    private Operators() {}

    /** Makes layers of a node. */
    @FunctionalInterface
    interface Operator {
        void run(Call call) throws IOException;
    }

    private static Map<String, Operator> all() {
        var all = new TreeMap<String, Operator>();
        LinearOperators.register(all);
        WindowOperators.register(all);
        ActivationOperators.register(all);
        ArithmeticOperators.register(all);
        ReductionOperators.register(all);
        ShapeOperators.register(all);
        PieceOperators.register(all);
        ResizeOperators.register(all);
        return all;
    }

    /** All of them, with those that are only worked out at import. */
    static Set<String> allNames() {
        var names = new TreeSet<>(ALL.keySet());
        names.addAll(Set.of("Constant", "ConstantOfShape", "Shape", "Size"));
        return names;
    }

    static void run(Call call) throws IOException {
        Operator operator = call.node.domain().isEmpty() ? ALL.get(call.node.operator()) : null;
        if (operator == null) {
            throw call.unsupported("an operator it does not know");
        }
        operator.run(call);
    }
}
