"""VGG-16 with random weights at full size, as torchvision writes it, and its logits of one picture.

    python3 write_full_size.py FOLDER

FullSizeTest and LoadingTest read the folder (-Dfovea.fullsize=FOLDER). Made with PyTorch 1.13 and torchvision 0.14.
"""
import json
import struct
import sys

import numpy
import torch
import torchvision

folder = sys.argv[1]
torch.manual_seed(16)
net = torchvision.models.vgg16().eval()
state = net.state_dict()
torch.save(state, f"{folder}/vgg16.pth")
torch.save(state, f"{folder}/vgg16_legacy.pth", _use_new_zipfile_serialization=False)
header, at = {}, 0
for name, tensor in state.items():
    size = 4 * tensor.numel()
    header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [at, at + size]}
    at += size
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
with open(f"{folder}/vgg16.safetensors", "wb") as out:
    out.write(struct.pack("<Q", len(text)) + text)
    for tensor in state.values():
        out.write(tensor.numpy().tobytes())
y, x, c = numpy.meshgrid(range(224), range(224), range(3), indexing="ij")
picture = ((7 * y + 3 * x + 50 * c + x * y % 11) % 256).astype(numpy.uint8)
mean, std = numpy.array([0.485, 0.456, 0.406]), numpy.array([0.229, 0.224, 0.225])
batch = torch.from_numpy(((picture / 255.0 - mean) / std).astype(numpy.float32).transpose(2, 0, 1)[None].copy())
torch.onnx.export(net, batch, f"{folder}/vgg16.onnx", opset_version=17)
with torch.no_grad():
    net(batch).numpy().astype("<f4").tofile(f"{folder}/vgg16_logits.f32")
