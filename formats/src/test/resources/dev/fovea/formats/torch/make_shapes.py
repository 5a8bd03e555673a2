"""Names and shapes of torchvision's networks: NETWORK PARAMETER EXTENTS a line, "-" for a scalar.

    python3 make_shapes.py > shapes.txt

Made with torchvision 0.14.
"""
import torchvision

for network in ["vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn", "resnet18",
                "resnet34", "resnet50", "resnet101", "resnet152", "wide_resnet50_2", "wide_resnet101_2",
                "resnext50_32x4d", "resnext101_32x8d", "squeezenet1_0", "squeezenet1_1", "mobilenet_v2"]:
    model = getattr(torchvision.models, network)(**({"init_weights": False} if network.startswith("vgg") else {}))
    for name, tensor in model.state_dict().items():
        print(network, name, "x".join(map(str, tensor.shape)) or "-")
