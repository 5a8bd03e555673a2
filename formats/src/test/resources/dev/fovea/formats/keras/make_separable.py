"""Writes weights of a network with a SeparableConv2D and a DepthwiseConv2D, counted and named.

Keras itself is not used: h5py writes what Keras writes, PyTorch computes the outputs.
Made with Debian's python3-h5py 3.7, python3-numpy and python3-torch 1.13.
"""
import struct

import h5py
import numpy
import torch
import torch.nn.functional as F

rng = numpy.random.default_rng(11)


def numbers(*shape):
    return (rng.standard_normal(shape) * 0.5).astype("float32")


V = {
    "sep": {"depthwise_kernel": numbers(3, 3, 3, 2), "pointwise_kernel": numbers(1, 1, 6, 4),
            "bias": numbers(4)},
    "depth": {"depthwise_kernel": numbers(3, 3, 4, 1), "bias": numbers(4)},
    "conv": {"kernel": numbers(1, 1, 4, 3), "bias": numbers(3)},
}
CLASSES = {"sep": "separable_conv2d", "depth": "depthwise_conv2d", "conv": "conv2d"}

with h5py.File("separable.weights.h5", "w") as f:
    for n, variables in V.items():
        g = f.create_group("layers/%s/vars" % CLASSES[n])
        for i, value in enumerate(variables.values()):
            g.create_dataset(str(i), data=value)

with h5py.File("separable.h5", "w") as f:
    f.attrs["layer_names"] = [n.encode() for n in V]
    for n, variables in V.items():
        g = f.create_group(n)
        g.attrs["weight_names"] = [("%s/%s:0" % (n, k)).encode() for k in variables]
        for k, value in variables.items():
            g.create_dataset("%s/%s:0" % (n, k), data=value)

t = {n: {k: torch.tensor(v) for k, v in d.items()} for n, d in V.items()}
x = numbers(1, 6, 5, 3)
y = torch.tensor(x).permute(0, 3, 1, 2)
w = t["sep"]["depthwise_kernel"].permute(2, 3, 0, 1).reshape(6, 1, 3, 3)
y = F.conv2d(y, w, padding=1, groups=3)
y = F.relu(F.conv2d(y, t["sep"]["pointwise_kernel"].permute(3, 2, 0, 1), t["sep"]["bias"]))
w = t["depth"]["depthwise_kernel"].permute(2, 3, 0, 1).reshape(4, 1, 3, 3)
y = F.conv2d(y, w, t["depth"]["bias"], groups=4)
y = F.conv2d(y, t["conv"]["kernel"].permute(3, 2, 0, 1), t["conv"]["bias"])
both = numpy.concatenate([x.ravel(), y.permute(0, 2, 3, 1).numpy().ravel()])
open("separable.bin", "wb").write(struct.pack("<%df" % both.size, *both))
