"""Checkpoints of one small network as PyTorch writes them, for the tests of dev.fovea.formats.torch.

    python3 make_golden.py

Made with PyTorch 1.13 (Debian's python3-torch). Every file holds tensors whose numbers follow from their
names alone, see value(): the tests compute them again.
"""
import argparse
import collections
import json
import os
import struct

import numpy
import torch

os.chdir(os.path.dirname(os.path.abspath(__file__)))

SHAPES = {
    "conv.weight": (4, 3, 3, 3),
    "conv.bias": (4,),
    "norm.weight": (4,),
    "norm.bias": (4,),
    "norm.running_mean": (4,),
    "norm.running_var": (4,),
    "fc.weight": (5, 64),
    "fc.bias": (5,),
}


def value(name, shape):
    """Multiples of 1/8 below 16 in size: exact in every format. Variances are positive."""
    size = 1
    for extent in shape:
        size *= extent
    seed = sum(name.encode())
    numbers = [((i * 37 + seed) % 61 - 30) / 8 for i in range(size)]
    if name.endswith("running_var"):
        numbers = [abs(x) + 1 for x in numbers]
    return torch.tensor(numbers).reshape(shape)


def state(dtype=torch.float32):
    tensors = collections.OrderedDict((n, value(n, s).to(dtype)) for n, s in SHAPES.items())
    tensors["norm.num_batches_tracked"] = torch.tensor(7)
    return tensors


plain = state()
torch.save(plain, "zip.pth")
torch.save(plain, "legacy.pth", _use_new_zipfile_serialization=False)
torch.save(
    {"epoch": 3, "loss": 0.25, "done": False, "name": "small", "sizes": torch.Size([2, 3]), "none": None,
     "model_state_dict": plain, "optimizer": {"state": {0: {"step": torch.tensor(1.0)}}, "param_groups": [{"lr": 0.1}]}},
    "nested.pth")
torch.save(collections.OrderedDict(("module." + n, t) for n, t in plain.items()), "prefix.pth")
torch.save(
    {"epoch": 3, "arch": "small", "state_dict": collections.OrderedDict(("module." + n, t) for n, t in plain.items()),
     "best_acc1": torch.tensor(3.25), "scheduler": {"milestones": collections.Counter([3, 5])},
     "args": argparse.Namespace(lr=0.1, device=torch.device("cpu")), "accuracy": numpy.float64(0.5),
     "dtype": torch.float32, "seen": {1, 2}, "kinds": frozenset([1]), "last": collections.deque([1, 2], maxlen=2),
     "history": collections.defaultdict(list, loss=[1.0])},
    "beside.pth")

# As a trainer's module has it: the model, and a loss with weights of its own.
torch.save(
    {"state_dict": collections.OrderedDict(
        [("model." + n, t) for n, t in plain.items()] + [("criterion.weight", torch.ones(5))])},
    "trainer.pth")

# Dicts that share one dict: 60^8 names in seven kilobytes; and one that holds itself.
shared = {"w": torch.ones(1)}
for _ in range(8):
    shared = {"a%d" % i: shared for i in range(60)}
shared["t"] = torch.ones(1)
torch.save(shared, "sharing.pth")
cycle = {"t": torch.ones(1)}
cycle["self"] = cycle
torch.save(cycle, "cycle.pth")
torch.save(state(torch.float16), "half.pth")
torch.save(state(torch.bfloat16), "bfloat16.pth")
torch.save(state(torch.float64), "double.pth")
torch.save(state(torch.bfloat16), "legacy_bfloat16.pth", _use_new_zipfile_serialization=False)

parameters = collections.OrderedDict(
    (n, torch.nn.Parameter(t)) if t.is_floating_point() else (n, t) for n, t in plain.items())
torch.save(parameters, "parameters.pth")

# fc.weight lies transposed, conv.weight with its channels last, the vectors are views of one storage.
strided = state()
strided["fc.weight"] = plain["fc.weight"].t().contiguous().t()
strided["conv.weight"] = plain["conv.weight"].contiguous(memory_format=torch.channels_last)
strided["fc.bias"] = torch.stack([plain["fc.bias"], plain["fc.bias"] * 0], dim=1)[:, 0]
names = ["conv.bias", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var"]
together = torch.cat([plain[n] for n in names])
for i, name in enumerate(names):
    strided[name] = together[4 * i:4 * i + 4]
torch.save(strided, "strided.pth")
torch.save(strided, "legacy_strided.pth", _use_new_zipfile_serialization=False)

torch.save(
    {"int8": torch.tensor([-1, 2], dtype=torch.int8), "uint8": torch.tensor([255, 2], dtype=torch.uint8),
     "int16": torch.tensor([-300, 2], dtype=torch.int16), "int32": torch.tensor([-70000, 2], dtype=torch.int32),
     "int64": torch.tensor([-5, 1 << 40]), "bool": torch.tensor([True, False]),
     "scalar": torch.tensor(2.5), "empty": torch.zeros(0, 3)},
    "kinds.pth")


class Attack:
    def __reduce__(self):
        return os.system, ("echo attacked > attacked.txt",)


torch.save({"conv.weight": Attack()}, "attack.pth")
torch.save({"conv.weight": Attack()}, "legacy_attack.pth", _use_new_zipfile_serialization=False)

broken = state()
broken["fc.bias"] = torch.tensor([1, float("nan"), 2, float("inf"), -float("inf")])
torch.save(broken, "nan.pth")


def safetensors(file, tensors):
    names = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.float64: "F64", torch.int64: "I64"}
    header, data = {}, b""
    for name, tensor in tensors.items():
        raw = tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor
        raw = raw.numpy().tobytes()
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(file, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + data)


safetensors("plain.safetensors", plain)
safetensors("bfloat16.safetensors", state(torch.bfloat16))
safetensors("half.safetensors", state(torch.float16))
safetensors("double.safetensors", state(torch.float64))
