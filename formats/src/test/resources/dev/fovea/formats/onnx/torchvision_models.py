"""Writes torchvision's networks as ONNX, each with an input and PyTorch's answer.

    /usr/bin/python3 torchvision_models.py FOLDER [NAME ...]

The weights are random; batches in training mode give batch norm realistic statistics. Made with
torch 1.13, torchvision 0.14 and onnx 1.12 of Debian 12. OnnxTorchvisionTest reads the folder.
"""

import os
import sys

import numpy
import torch
import torchvision

SIZES = {
    "squeezenet1_1": 96,
    "resnet18": 96,
    "mobilenet_v2": 96,
    "mobilenet_v3_small": 96,
    "shufflenet_v2_x1_0": 96,
    "mnasnet0_5": 96,
    "densenet121": 64,
    "efficientnet_b0": 96,
    "googlenet": 96,
}


def main(folder, names):
    os.makedirs(folder, exist_ok=True)
    for name in names or SIZES:
        torch.manual_seed(1)
        more = {"aux_logits": False} if name == "googlenet" else {}
        net = getattr(torchvision.models, name)(weights=None, **more)
        size = SIZES.get(name, 224)
        if name in SIZES:
            net.train()
            with torch.no_grad():
                for _ in range(20):
                    net(torch.randn(8, 3, size, size))
        net.eval()
        x = torch.randn(2, 3, size, size)
        with torch.no_grad():
            y = net(x)
        path = os.path.join(folder, name + ".onnx")
        torch.onnx.export(
            net,
            x,
            path,
            opset_version=13,
            input_names=["image"],
            output_names=["logits"],
            dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}},
        )
        x.numpy().astype(numpy.float32).tofile(path + ".in")
        y.numpy().astype(numpy.float32).tofile(path + ".out")
        print(name, os.path.getsize(path))


main(sys.argv[1], sys.argv[2:])
