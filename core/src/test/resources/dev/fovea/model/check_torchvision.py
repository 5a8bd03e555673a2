"""Loads a file into a torchvision network, strictly, and prints the sum of its parameters.

Arguments: file, name of the network. The file is read by hand: no safetensors package is needed.
"""

import json
import struct
import sys

import numpy as np
import torch
from torchvision import models

with open(sys.argv[1], "rb") as file:
    content = file.read()
(length,) = struct.unpack("<Q", content[:8])
header = json.loads(content[8 : 8 + length])
assert header.pop("__metadata__")["format"] == "pt"
state = {}
for name, tensor in header.items():
    begin, end = tensor["data_offsets"]
    numbers = np.frombuffer(content[8 + length + begin : 8 + length + end], "<f4")
    state[name] = torch.tensor(numbers).reshape(tensor["shape"])
model = getattr(models, sys.argv[2])(weights=None)
model.load_state_dict(state, strict=True)
print(repr(float(sum(p.double().sum() for p in model.parameters()))))
