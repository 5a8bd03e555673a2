"""Writes small models in Keras' layouts and the outputs PyTorch computes for them.

Keras itself is not used: h5py, json and zipfile write what Keras 2 and Keras 3 write.
Made with Debian's python3-h5py 3.7, python3-numpy and python3-torch 1.13.
"""
import json
import struct
import zipfile

import h5py
import numpy
import torch
import torch.nn.functional as F

rng = numpy.random.default_rng(7)


def numbers(*shape, scale=0.5):
    return (rng.standard_normal(shape) * scale).astype("float32")


V = {
    "conv": {"kernel": numbers(3, 3, 3, 4), "bias": numbers(4)},
    "bn": {
        "gamma": numbers(4) + 1,
        "beta": numbers(4),
        "moving_mean": numbers(4),
        "moving_variance": numpy.abs(numbers(4)) + 0.5,
    },
    "depth": {"depthwise_kernel": numbers(3, 3, 4, 2), "bias": numbers(8)},
    "fc": {"kernel": numbers(3 * 3 * 8, 5), "bias": numbers(5)},
}
CLASSES = {"conv": "Conv2D", "bn": "BatchNormalization", "depth": "DepthwiseConv2D", "fc": "Dense"}


def layer(cls, name, **config):
    return {"class_name": cls, "config": dict(config, name=name)}


def layers(shape_key):
    first = {shape_key: [None, 9, 10, 3]}
    return [
        layer("InputLayer", "picture", **first),
        layer("Conv2D", "conv", filters=4, kernel_size=[3, 3], strides=[2, 2], padding="same",
              data_format="channels_last", dilation_rate=[1, 1], activation="relu", use_bias=True),
        layer("BatchNormalization", "bn", axis=-1, momentum=0.99, epsilon=0.001, center=True,
              scale=True),
        layer("ZeroPadding2D", "pad", padding=[[0, 1], [1, 0]], data_format="channels_last"),
        layer("DepthwiseConv2D", "depth", kernel_size=[3, 3], strides=[1, 1], padding="same",
              depth_multiplier=2, activation="linear", use_bias=True),
        layer("AveragePooling2D", "pool", pool_size=[2, 2], strides=[2, 2], padding="same"),
        layer("Flatten", "flat", data_format="channels_last"),
        layer("Dense", "fc", units=5, activation="linear", use_bias=True),
    ]


def expected(x):
    t = {n: {k: torch.tensor(v) for k, v in d.items()} for n, d in V.items()}
    y = torch.tensor(x).permute(0, 3, 1, 2)
    y = F.pad(y, (0, 1, 1, 1))
    y = F.relu(F.conv2d(y, t["conv"]["kernel"].permute(3, 2, 0, 1), t["conv"]["bias"], stride=2))
    y = F.batch_norm(y, t["bn"]["moving_mean"], t["bn"]["moving_variance"], t["bn"]["gamma"],
                     t["bn"]["beta"], eps=1e-3)
    y = F.pad(y, (1, 0, 0, 1))
    w = t["depth"]["depthwise_kernel"].permute(2, 3, 0, 1).reshape(8, 1, 3, 3)
    y = F.conv2d(y, w, t["depth"]["bias"], padding=1, groups=4)
    y = F.avg_pool2d(y, 2, ceil_mode=True, count_include_pad=False)
    y = y.permute(0, 2, 3, 1).flatten(1)
    return (y @ t["fc"]["kernel"] + t["fc"]["bias"]).numpy()


def sequential(shape_key):
    return {"class_name": "Sequential", "config": {"name": "small", "layers": layers(shape_key)}}


def functional(keras3):
    result = []
    names = [l["config"]["name"] for l in layers("batch_input_shape")]
    for i, l in enumerate(layers("batch_shape" if keras3 else "batch_input_shape")):
        l["name"] = names[i]
        if i == 0:
            l["inbound_nodes"] = []
        elif keras3:
            tensor = {"class_name": "__keras_tensor__",
                      "config": {"shape": None, "dtype": "float32",
                                 "keras_history": [names[i - 1], 0, 0]}}
            l["inbound_nodes"] = [{"args": [tensor], "kwargs": {}}]
        else:
            l["inbound_nodes"] = [[[names[i - 1], 0, 0, {}]]]
        result.append(l)
    # Functional models need not list their layers in the order they run.
    result = [result[0]] + result[:0:-1]
    ends = (["picture", 0, 0], ["fc", 0, 0])
    return {"class_name": "Functional",
            "config": {"name": "small", "layers": result,
                       "input_layers": ends[0] if keras3 else [ends[0]],
                       "output_layers": ends[1] if keras3 else [ends[1]]}}


def named(file, config, version, suffix, **options):
    with h5py.File(file, "w") as f:
        f.attrs["backend"] = "tensorflow"
        f.attrs["keras_version"] = version
        f.attrs["model_config"] = json.dumps(config)
        g = f.create_group("model_weights")
        all_names = [l["config"]["name"] for l in layers("batch_shape")]
        g.attrs["layer_names"] = [n.encode() for n in all_names]
        for n in all_names:
            lg = g.create_group(n)
            names = ["%s/%s%s" % (n, k, suffix) for k in V.get(n, {})]
            lg.attrs["weight_names"] = [x.encode() for x in names]
            for full, value in zip(names, V.get(n, {}).values()):
                lg.create_dataset(full, data=value, **options)


def counted(file):
    with h5py.File(file, "w") as f:
        for n, variables in V.items():
            name = {"conv": "conv2d", "bn": "batch_normalization", "depth": "depthwise_conv2d",
                    "fc": "dense"}[n]
            g = f.create_group("layers/%s/vars" % name)
            g.attrs["name"] = n
            for i, value in enumerate(variables.values()):
                g.create_dataset(str(i), data=value)


named("keras2.h5", sequential("batch_input_shape"), "2.15.0", ":0")
named("keras2_functional.h5", functional(False), "2.15.0", ":0")
named("compressed.h5", sequential("batch_input_shape"), "2.15.0", ":0",
      chunks=True, compression="gzip", shuffle=True, fletcher32=True)
counted("small.weights.h5")
with zipfile.ZipFile("keras3.keras", "w") as z:
    z.writestr(zipfile.ZipInfo("metadata.json"), json.dumps({"keras_version": "3.10.0"}))
    z.writestr(zipfile.ZipInfo("config.json"), json.dumps(functional(True)))
    z.writestr(zipfile.ZipInfo("model.weights.h5"), open("small.weights.h5", "rb").read())
flat, entries = b"", []
for n, variables in V.items():
    for k, v in variables.items():
        flat += v.tobytes()
        entries.append({"name": "%s/%s" % (n, k), "shape": list(v.shape), "dtype": "float32"})
# A cut inside a tensor, as the converter makes it.
open("group1-shard1of2.bin", "wb").write(flat[:1001])
open("group1-shard2of2.bin", "wb").write(flat[1001:])
json.dump({"format": "layers-model",
           "modelTopology": {"keras_version": "2.15.0",
                             "model_config": sequential("batch_input_shape")},
           "weightsManifest": [{"paths": ["group1-shard1of2.bin", "group1-shard2of2.bin"],
                                "weights": entries}]}, open("model.json", "w"))
x = numbers(1, 9, 10, 3, scale=1)
both = numpy.concatenate([x.ravel(), expected(x).ravel()])
open("expected.bin", "wb").write(struct.pack("<%df" % both.size, *both))
