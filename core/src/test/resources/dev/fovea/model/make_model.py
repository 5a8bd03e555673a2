"""Writes tiny-model.safetensors: a model as version 1 of the format has it, with plain Python.

Run: python3 make_model.py
Later versions must still read it. Number i of a tensor is (i - 5) / 8; conv.weight is stored in half
precision and a counter of PyTorch's stands beside the parameters, as in files others write.
"""

import json
import struct

network = {
    "fovea": 1,
    "name": "tiny",
    "input": [6, 6, 1],
    "nodes": [
        {"name": "conv", "layer": "Conv2d", "prefix": "features.0", "filters": 2, "kernel": 3, "bias": False},
        {"name": "bn", "layer": "BatchNorm", "prefix": "features.1", "epsilon": 0.001},
        {"name": "relu", "layer": "Relu"},
        {"name": "pool", "layer": "GlobalAvgPool"},
        {"name": "flatten", "layer": "Flatten"},
        {"name": "fc", "layer": "Dense", "units": 3},
    ],
}
preprocessing = {
    "resize": {"rule": "exact", "height": 6, "width": 6},
    "filter": "bilinear",
    "channels": 1,
    "order": "RGB",
    "scale": 0.5,
    "mean": [0.25],
    "std": [2],
}
metadata = {
    "format": "pt",
    "fovea.network": json.dumps(network, indent=1),
    "fovea.preprocessing": json.dumps(preprocessing),
    "fovea.labels": json.dumps(["cat", "dog", "\u00e9l\u00e9phant"]),
    "fovea.provenance": json.dumps({"version": "0.1.0", "seed": 7, "top1": 0.75, "epochs": [{"loss": 1.5}]}),
}
shapes = [
    ("features.1.num_batches_tracked", []),
    ("fc.bias", [3]),
    ("fc.weight", [3, 2]),
    ("features.1.bias", [2]),
    ("features.1.running_mean", [2]),
    ("features.1.running_var", [2]),
    ("features.1.weight", [2]),
    ("features.0.weight", [2, 1, 3, 3]),
]

header = {"__metadata__": metadata}
data = b""
for name, shape in shapes:
    count = 1
    for extent in shape:
        count *= extent
    dtype, code = ("F16", "e") if name == "features.0.weight" else ("F32", "f")
    numbers = [(i - 5) / 8 for i in range(count)]
    if name.endswith("tracked"):
        dtype, code, numbers = "I64", "q", [3]
    begin = len(data)
    data += struct.pack(f"<{count}{code}", *numbers)
    header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [begin, len(data)]}

text = json.dumps(header).encode()
with open("tiny-model.safetensors", "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + data)
