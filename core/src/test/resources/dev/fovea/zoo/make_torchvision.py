"""Writes torchvision.txt: parameter counts, names and shapes of torchvision's networks.

Run with Debian's python3-torchvision (0.14): python3 make_torchvision.py
A line "NAME COUNT" (trainable parameters) starts a network; the lines under it, where there are
any, are the entries of its state_dict without num_batches_tracked.
"""

from torchvision import models

COUNTS_ONLY = ["vgg13", "vgg19", "vgg11_bn", "vgg13_bn", "vgg19_bn"]
IN_FULL = ["vgg11", "vgg16", "vgg16_bn", "resnet18", "squeezenet1_0", "squeezenet1_1", "mobilenet_v2"]

with open("torchvision.txt", "w") as file:
    for name in COUNTS_ONLY + IN_FULL:
        model = getattr(models, name)(weights=None)
        print(name, sum(p.numel() for p in model.parameters()), file=file)
        if name in IN_FULL:
            for key, value in model.state_dict().items():
                if not key.endswith("num_batches_tracked"):
                    print(" ", key, "x".join(map(str, value.shape)), file=file)
