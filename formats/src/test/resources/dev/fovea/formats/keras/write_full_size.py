"""VGG-16 with random weights at full size in Keras' layouts, and PyTorch's logits of one picture.

    python3 write_full_size.py FOLDER

KerasFullSizeTest and LoadingTest read the folder (-Dfovea.fullsize=FOLDER). h5py writes what Keras 2
writes, the whole model (vgg16.h5) and weights alone (vgg16_weights.h5), and zipfile what Keras 3 writes
(vgg16.keras). Made with Debian's python3-h5py 3.7, PyTorch 1.13 and torchvision 0.14.
"""
import json
import os
import sys
import zipfile

import h5py
import numpy
import torch
import torchvision

folder = sys.argv[1]
torch.manual_seed(16)
net = torchvision.models.vgg16().eval()

layers = [{"class_name": "InputLayer", "name": "input_1", "inbound_nodes": [],
           "config": {"batch_input_shape": [None, 224, 224, 3], "dtype": "float32",
                      "name": "input_1"}}]
variables = {}


def add(kind, name, **config):
    last = layers[-1]["name"]
    layers.append({"class_name": kind, "name": name, "config": dict(config, name=name),
                   "inbound_nodes": [[[last, 0, 0, {}]]]})


block, number = 1, 1
for layer in net.features:
    if isinstance(layer, torch.nn.Conv2d):
        name = "block%d_conv%d" % (block, number)
        add("Conv2D", name, filters=layer.out_channels, kernel_size=[3, 3], strides=[1, 1],
            padding="same", data_format="channels_last", dilation_rate=[1, 1], groups=1,
            activation="relu", use_bias=True)
        variables[name] = (layer.weight.detach().permute(2, 3, 1, 0), layer.bias.detach())
        number += 1
    elif isinstance(layer, torch.nn.MaxPool2d):
        add("MaxPooling2D", "block%d_pool" % block, pool_size=[2, 2], strides=[2, 2],
            padding="valid", data_format="channels_last")
        block, number = block + 1, 1
add("Flatten", "flatten", data_format="channels_last")
dense = [layer for layer in net.classifier if isinstance(layer, torch.nn.Linear)]
for name, layer in zip(("fc1", "fc2", "predictions"), dense):
    add("Dense", name, units=layer.out_features, use_bias=True,
        activation="linear" if name == "predictions" else "relu")
    weight = layer.weight.detach()
    if name == "fc1":
        # PyTorch flattens channels first, Keras last.
        weight = weight.reshape(4096, 512, 7, 7).permute(0, 2, 3, 1).reshape(4096, -1)
    variables[name] = (weight.t(), layer.bias.detach())
model = {"class_name": "Functional",
         "config": {"name": "vgg16", "layers": layers, "input_layers": [["input_1", 0, 0]],
                    "output_layers": [["predictions", 0, 0]]}}


def write(group):
    group.attrs["layer_names"] = [layer["name"].encode() for layer in layers]
    for layer in layers:
        own = group.create_group(layer["name"])
        values = variables.get(layer["name"], ())
        names = ["%s/%s:0" % (layer["name"], kind) for kind in ("kernel", "bias")[: len(values)]]
        own.attrs["weight_names"] = [name.encode() for name in names]
        for name, value in zip(names, values):
            own.create_dataset(name, data=numpy.ascontiguousarray(value.numpy()))


with h5py.File(folder + "/vgg16.h5", "w") as out:
    out.attrs["keras_version"] = "2.15.0"
    out.attrs["backend"] = "tensorflow"
    out.attrs["model_config"] = json.dumps(model)
    write(out.create_group("model_weights"))
with h5py.File(folder + "/vgg16_weights.h5", "w") as out:
    out.attrs["keras_version"] = "2.15.0"
    write(out)
with h5py.File(folder + "/counted.h5", "w") as out:
    counts = {}
    for layer in layers:
        if layer["name"] in variables:
            kind = {"Conv2D": "conv2d", "Dense": "dense"}[layer["class_name"]]
            number = counts[kind] = counts.get(kind, -1) + 1
            own = out.create_group("layers/%s%s/vars" % (kind, "_%d" % number if number else ""))
            for i, value in enumerate(variables[layer["name"]]):
                own.create_dataset(str(i), data=numpy.ascontiguousarray(value.numpy()))
with zipfile.ZipFile(folder + "/vgg16.keras", "w") as out:
    out.writestr("metadata.json", json.dumps({"keras_version": "3.10.0"}))
    out.writestr("config.json", json.dumps(model))
    out.write(folder + "/counted.h5", "model.weights.h5")
os.remove(folder + "/counted.h5")
y, x, c = numpy.meshgrid(range(224), range(224), range(3), indexing="ij")
picture = ((7 * y + 3 * x + 50 * c + x * y % 11) % 256).astype(numpy.uint8)
mean, std = numpy.array([0.485, 0.456, 0.406]), numpy.array([0.229, 0.224, 0.225])
batch = ((picture / 255.0 - mean) / std).astype(numpy.float32).transpose(2, 0, 1)[None].copy()
with torch.no_grad():
    net(torch.from_numpy(batch)).numpy().astype("<f4").tofile(folder + "/vgg16_logits.f32")
