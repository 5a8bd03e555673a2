"""How far float32 gradients of VGG-16 lie from float64 ones in PyTorch itself, parameter by parameter.

usage: gradients.py WEIGHTS.safetensors

Needs torch and torchvision. The pictures are uniform noise, as in the suite `train`.
"""

import json
import struct
import sys

import numpy as np
import torch
import torchvision


def weights(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = np.frombuffer(file.read(), dtype=np.float32)
    header.pop("__metadata__", None)
    return {
        name: torch.from_numpy(
            data[entry["data_offsets"][0] // 4 : entry["data_offsets"][1] // 4]
            .reshape(entry["shape"])
            .copy()
        )
        for name, entry in header.items()
    }


def gradients(state, x, dtype):
    network = torchvision.models.vgg16()
    network.load_state_dict(state)
    network.to(dtype).eval()
    loss = torch.nn.functional.cross_entropy(network(x.to(dtype)), torch.arange(len(x)))
    loss.backward()
    return {name: p.grad.double() for name, p in network.named_parameters()}


state = weights(sys.argv[1])
x = torch.rand(2, 3, 224, 224, generator=torch.Generator().manual_seed(2))
exact = gradients(state, x, torch.float64)
single = gradients(state, x, torch.float32)
for name, gradient in exact.items():
    distance = (single[name] - gradient).norm() / gradient.norm()
    print(f"{name:24s} {distance:.1e}")
