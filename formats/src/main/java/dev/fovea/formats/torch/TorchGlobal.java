package dev.fovea.formats.torch;

import dev.fovea.model.Dtype;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of Python that a checkpoint may use: what tensors and containers are made of, and some
 * that training scripts often leave beside the weights, whose values are skipped unread.
 */
enum TorchGlobal {
    ORDERED_DICT("collections.OrderedDict"),
    COUNTER("collections.Counter"),
    DEFAULT_DICT("collections.defaultdict"),
    DEQUE("collections.deque"),
    SET("builtins.set"),
    FROZEN_SET("builtins.frozenset"),
    // What a defaultdict makes its values of; nothing here does.
    PYTHON_LIST("builtins.list"),
    PYTHON_DICT("builtins.dict"),
    PYTHON_INT("builtins.int"),
    PYTHON_FLOAT("builtins.float"),
    NAMESPACE("argparse.Namespace"),
    DEVICE("torch.device"),
    NUMBER_TYPE("torch.dtype"),
    NUMPY_TYPE("numpy.dtype"),
    NUMPY_SCALAR("numpy.core.multiarray.scalar"),
    ENCODED_BYTES("_codecs.encode"),
    SIZE("torch.Size"),
    REBUILD_TENSOR("torch._utils._rebuild_tensor"),
    REBUILD_TENSOR_V2("torch._utils._rebuild_tensor_v2"),
    REBUILD_PARAMETER("torch._utils._rebuild_parameter"),
    FLOAT("torch.FloatStorage", Dtype.F32),
    DOUBLE("torch.DoubleStorage", Dtype.F64),
    HALF("torch.HalfStorage", Dtype.F16),
    BFLOAT16("torch.BFloat16Storage", Dtype.BF16),
    LONG("torch.LongStorage", Dtype.I64),
    INT("torch.IntStorage", Dtype.I32),
    SHORT("torch.ShortStorage", Dtype.I16),
    CHAR("torch.CharStorage", Dtype.I8),
    BYTE("torch.ByteStorage", Dtype.U8),
    BOOL("torch.BoolStorage", Dtype.BOOL);

    /** The numbers' types by PyTorch's names, values without a call. */
    private static final Set<String> NUMBER_TYPES =
            Set.of(
                    "float16",
                    "bfloat16",
                    "float32",
                    "float64",
                    "uint8",
                    "int8",
                    "int16",
                    "int32",
                    "int64",
                    "bool");

    private final String python;
    private final @Nullable Dtype dtype;

    TorchGlobal(String python) {
        this(python, null);
    }

    TorchGlobal(String python, @Nullable Dtype dtype) {
        this.python = python;
        this.dtype = dtype;
    }

    /** {@code torch.Size}. */
    String python() {
        return python;
    }

    /** The numbers of a storage; empty for what is none. */
    Optional<Dtype> dtype() {
        return Optional.ofNullable(dtype);
    }

    static Optional<TorchGlobal> of(String module, String name) {
        String wanted =
                switch (module) {
                    // Before Python 3, which pickles of protocol 2 keep to.
                    case "__builtin__" -> "builtins." + name;
                    // Since NumPy 2.
                    case "numpy._core.multiarray" -> "numpy.core.multiarray." + name;
                    default -> module + "." + name;
                };
        for (TorchGlobal global : values()) {
            if (global.python.equals(wanted)) {
                return Optional.of(global);
            }
        }
        if (module.equals("torch") && NUMBER_TYPES.contains(name)) {
            return Optional.of(NUMBER_TYPE);
        }
        // Storages of a device have its module: torch.cuda.FloatStorage.
        if (module.startsWith("torch.") && name.endsWith("Storage")) {
            Optional<TorchGlobal> storage = of("torch", name);
            return module.equals("torch.cuda") ? storage : Optional.empty();
        }
        return Optional.empty();
    }
}
