#!/usr/bin/env python3
"""Golden values for the plan: a small VGG with batch norm in PyTorch, forward, backward and two SGD steps.

Run with PyTorch 1.13 (Debian's python3-torch): python3 make_golden.py
Writes small_vgg_bn.safetensors beside this script: x [N,C,H,W], labels, the weights before, the logits and the
gradients of the first step, and the weights after two steps of SGD (momentum 0.9, learning rate 0.05, L2 1e-3).
"""
import json
import os
import struct

import torch
from torch import nn

torch.manual_seed(7)
torch.set_num_threads(1)


def block(i, o):
    return [nn.Conv2d(i, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU()]


class SmallVgg(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            *block(3, 8), *block(8, 8), nn.MaxPool2d(2), *block(8, 16), *block(16, 16), nn.MaxPool2d(2))
        self.classifier = nn.Sequential(nn.Linear(16 * 4 * 4, 32), nn.ReLU(), nn.Linear(32, 10))

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, tensor in tensors.items():
        raw = tensor.detach().to(torch.float32).contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + data)


model = SmallVgg().train()
with torch.no_grad():
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.weight.uniform_(0.5, 1.5)
            module.bias.uniform_(-0.2, 0.2)
x = torch.randn(4, 3, 16, 16)
labels = torch.tensor([3, 1, 4, 1])
golden = {"x": x, "labels": labels}
state = lambda prefix: {prefix + k: v.clone() for k, v in model.state_dict().items() if "num_batches" not in k}
golden.update(state("before."))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-3)
for step in range(2):
    optimizer.zero_grad()
    logits = model(x)
    loss = nn.functional.cross_entropy(logits, labels)
    loss.backward()
    if step == 0:
        golden["logits"] = logits.clone()
        golden["loss"] = loss.reshape(1).clone()
        golden.update({"gradient." + k: p.grad.clone() for k, p in model.named_parameters()})
    optimizer.step()
golden.update(state("after."))
write_safetensors(os.path.join(os.path.dirname(os.path.abspath(__file__)), "small_vgg_bn.safetensors"), golden)
