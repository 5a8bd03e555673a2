"""Writes python.safetensors and python-expected.txt: every dtype, as numpy converts it to float32.

Run with Debian's python3-numpy: python3 make_safetensors.py
The format is written by hand from its description, independently of the Java code.
"""

import json
import struct

import numpy as np

rng = np.random.default_rng(1)


def bfloat16(values):
    """The upper halves of float32 numbers, as unsigned 16-bit integers."""
    return (np.asarray(values, np.float32).view(np.uint32) >> 16).astype("<u2")


extremes = [0.0, -0.0, np.inf, -np.inf, np.nan, 1e-45, 6e-8, 65504.0, 1e-5, 0.1]
tensors = {  # name: (dtype, stored numbers, float32 numbers)
    "conv.weight": ("F32", rng.normal(size=(4, 3, 2, 2)).astype("<f4"), None),
    "scalar": ("F32", np.array(2.5, "<f4"), None),
    "empty": ("F32", np.zeros((0, 5), "<f4"), None),
    "f64": ("F64", np.array(extremes + [1e300, -1e-300, 1 + 2**-24, 1 + 2**-24 + 2**-50], "<f8"), None),
    "f32": ("F32", np.array(extremes, "<f4"), None),
    "f16": ("F16", np.array(extremes + list(rng.normal(size=6)), "<f2"), None),
    "i64": ("I64", np.array([[0, -1, 2**53 + 1], [2**63 - 1, -(2**63), 16777217]], "<i8"), None),
    "i32": ("I32", np.array([0, -1, 2**31 - 1, -(2**31), 16777217], "<i4"), None),
    "i16": ("I16", np.array([0, -1, 32767, -32768], "<i2"), None),
    "i8": ("I8", np.array([0, -1, 127, -128], "i1"), None),
    "u64": ("U64", np.array([0, 2**64 - 1, 2**63, 2**63 + 2**39, 2**63 + 2**39 + 1], "<u8"), None),
    "u32": ("U32", np.array([0, 2**32 - 1, 2**31, 16777217], "<u4"), None),
    "u16": ("U16", np.array([0, 65535, 32768], "<u2"), None),
    "u8": ("U8", np.array([0, 255, 128], "u1"), None),
    "bool": ("BOOL", np.array([True, False, True]), None),
    "bn.num_batches_tracked": ("I64", np.array(7, "<i8"), None),
}
wide = np.concatenate([extremes, rng.normal(size=6) * 1e30]).astype(np.float32)
tensors["bf16"] = ("BF16", bfloat16(wide), (bfloat16(wide).astype(np.uint32) << 16).view(np.float32))

header = {"__metadata__": {"format": "pt", "note": "Z\u00fcrich \U0001f600"}}
data = b""
lines = []
for name, (dtype, stored, floats) in tensors.items():
    with np.errstate(over="ignore"):
        floats = stored.astype("<f4") if floats is None else floats
    raw = stored.tobytes()
    header[name] = {"dtype": dtype, "shape": list(stored.shape), "data_offsets": [len(data), len(data) + len(raw)]}
    data += raw
    bits = floats.reshape(-1).view(np.uint32)
    lines.append(" ".join([name, "x".join(map(str, stored.shape)) or "scalar", *(f"{b:08x}" for b in bits)]))

text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
with open("python.safetensors", "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + data)
with open("python-expected.txt", "w") as file:
    file.write("\n".join(lines) + "\n")
