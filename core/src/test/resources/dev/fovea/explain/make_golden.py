#!/usr/bin/env python3
"""Golden values for the explanations: two small networks in PyTorch, autograd and rectifiers with other backward rules.

Run with PyTorch 1.13 (Debian's python3-torch): python3 make_golden.py
Writes chain.safetensors and graph.safetensors beside this script. Each holds the weights (under "weights."), the picture x
[H,W,C] and what the explanations of class 2 give, channels last. The rules:
 - smooth: the mean gradient over the pictures noisy.0, noisy.1, ...
 - integrated: the middles of 12 pieces of the line from 0 to x
 - occlusion: a square of 5 pixels, its middle at 3 i + 1, filled with the mean colour; softmax probabilities, the sum of the
   strongest channel of the node "late"
 - deconvnet (Zeiler and Fergus 2013): every ReLU passes only what is positive on its way back, whatever it let through
   before; pooling passes back to its winners, an average to all of its window alike, batch norm only scales; everything
   starts from one cell of "late" with its own activation, all others zero
"""
import json
import os
import struct

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(11)
torch.set_num_threads(1)
CLASS = 2
rule = "ordinary"


class Rectifier(torch.autograd.Function):
    """A ReLU whose way back follows the rule."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, gradient):
        x, = ctx.saved_tensors
        if rule != "ordinary":
            gradient = gradient.clamp(min=0)
        return gradient if rule == "deconvnet" else gradient * (x > 0)


relu = Rectifier.apply


class Chain(nn.Module):
    """Overlapping and padded pooling, a stride without pooling, average pooling, two dense layers."""

    size = (17, 15, 3)

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 12, 3, stride=2, padding=1)
        self.conv3 = nn.Conv2d(12, 10, 3, padding=1)
        self.fc1 = nn.Linear(10 * 2 * 2, 16)
        self.fc2 = nn.Linear(16, 5)

    def forward(self, x):
        x = relu(self.conv1(x))
        x = F.max_pool2d(x, 3, 2, 1)
        x = relu(self.conv2(x))
        x = self.late = relu(self.conv3(x))
        x = F.avg_pool2d(x, 2)
        x = relu(self.fc1(torch.flatten(x, 1)))
        return self.fc2(x)


class Graph(nn.Module):
    """Batch norm, a sum around two convolutions, branches joined channel by channel, a global average."""

    size = (12, 14, 1)

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(6)
        self.conv2 = nn.Conv2d(6, 6, 3, padding=1)
        self.conv3 = nn.Conv2d(6, 6, 3, padding=1)
        self.left = nn.Conv2d(6, 4, 1)
        self.right = nn.Conv2d(6, 5, 3, padding=1)
        self.bn4 = nn.BatchNorm2d(9)
        self.fc = nn.Linear(9, 4)

    def forward(self, x):
        x = relu(self.bn1(self.conv1(x)))
        x = relu(x + self.conv3(relu(self.conv2(x))))
        x = F.max_pool2d(x, 2)
        x = torch.cat([self.left(x), self.right(x)], 1)
        x = self.late = relu(self.bn4(x))
        return self.fc(x.mean((2, 3)))


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


def last(x):
    """[1, C, H, W] -> [H, W, C]"""
    return x[0].permute(1, 2, 0)


def gradient(model, x, of=None):
    x = x.clone().requires_grad_(True)
    logits = model(x)
    return torch.autograd.grad(logits[0, CLASS] if of is None else of(model), x)[0]


def explain(model):
    global rule
    h, w, c = model.size
    x = torch.randn(1, c, h, w)
    golden = {"x": last(x), "logits": model(x)[0]}

    rule = "ordinary"
    golden["gradient"] = last(gradient(model, x))
    rule = "guided"
    golden["guided"] = last(gradient(model, x))
    rule = "ordinary"

    noisy = [x + 0.3 * torch.randn_like(x) for _ in range(5)]
    for i, sample in enumerate(noisy):
        golden["noisy.%d" % i] = last(sample)
    golden["smooth"] = last(sum(gradient(model, sample) for sample in noisy) / len(noisy))

    steps = 12
    golden["integrated"] = last(x * sum(gradient(model, x * ((k + 0.5) / steps)) for k in range(steps)) / steps)

    logits = model(x)
    maps = model.late
    weights = torch.autograd.grad(logits[0, CLASS], maps)[0].mean((2, 3))[0]
    golden["cam.weights"] = weights
    golden["cam"] = (weights[:, None, None] * maps[0]).sum(0).clamp(min=0)

    with torch.no_grad():
        model(x)
        channel = int(model.late[0].sum((1, 2)).argmax())
        rows, columns = -(-h // 3), -(-w // 3)
        probability, feature = torch.zeros(rows, columns), torch.zeros(rows, columns)
        for i in range(rows):
            for j in range(columns):
                hidden = x.clone()
                top, left = 3 * i + 1 - 2, 3 * j + 1 - 2
                hidden[:, :, max(0, top):top + 5, max(0, left):left + 5] = x.mean((2, 3), keepdim=True)
                probability[i, j] = F.softmax(model(hidden), 1)[0, CLASS]
                feature[i, j] = model.late[0, channel].sum()
        golden.update({"occlusion.channel": torch.tensor(channel), "occlusion": probability, "occlusion.feature": feature})

    rule = "deconvnet"
    with torch.no_grad():
        model(x)
        late = model.late[0].clone()
    columns = late.shape[2]
    for channel in range(late.shape[0]):
        at = int(late[channel].argmax())
        assert late[channel].max() > 0
        golden["deconvnet.%d.at" % channel] = torch.tensor([at // columns, at % columns])
        seed = torch.zeros(1, *late.shape)
        seed[0, channel, at // columns, at % columns] = late[channel, at // columns, at % columns]
        golden["deconvnet.%d" % channel] = last(gradient(model, x, lambda m: (m.late * seed).sum()))
    rule = "ordinary"
    golden.update({"weights." + k: v for k, v in model.state_dict().items() if "num_batches" not in k})
    return golden


here = os.path.dirname(os.path.abspath(__file__))
for name, model in (("chain", Chain()), ("graph", Graph())):
    model.eval()
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(module.weight)
            if isinstance(module, nn.BatchNorm2d):
                module.weight.uniform_(0.5, 1.5)
                module.bias.uniform_(-0.2, 0.4)
                module.running_mean.uniform_(-0.3, 0.3)
                module.running_var.uniform_(0.3, 1.5)
    golden = explain(model)
    write_safetensors(os.path.join(here, name + ".safetensors"), golden)
