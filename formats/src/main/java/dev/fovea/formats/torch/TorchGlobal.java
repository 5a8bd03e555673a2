package dev.fovea.formats.torch;

import dev.fovea.model.Dtype;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The names of Python that a checkpoint may use: what tensors and containers are made of. */
enum TorchGlobal {
    ORDERED_DICT("collections.OrderedDict"),
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
        String wanted = module + "." + name;
        for (TorchGlobal global : values()) {
            if (global.python.equals(wanted)) {
                return Optional.of(global);
            }
        }
        // Storages of a device have its module: torch.cuda.FloatStorage.
        if (module.startsWith("torch.") && name.endsWith("Storage")) {
            Optional<TorchGlobal> storage = of("torch", name);
            return module.equals("torch.cuda") ? storage : Optional.empty();
        }
        return Optional.empty();
    }
}
