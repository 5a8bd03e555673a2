"""Output shapes of convolutions and poolings as PyTorch has them.

Writes windows.csv beside this file: random settings, and the height and width PyTorch gives
(0, 0 where it refuses, or where a maximum is minus infinity because its window holds only padding). Pooling padding stays within half of the kernel, which PyTorch demands.
Convolutions are padded by torch.nn.functional.pad where the sides differ.

Run: python3 make_golden.py   (PyTorch 1.13.1)
"""

import csv
import pathlib
import random

import torch
import torch.nn.functional as F

COLUMNS = (
    "kind,height,width,channels,filters,kernel_height,kernel_width,stride_height,stride_width,"
    "top,bottom,left,right,dilation_height,dilation_width,groups,ceil,out_height,out_width"
).split(",")


def output(case):
    x = torch.zeros(1, case["channels"], case["height"], case["width"])
    kernel = (case["kernel_height"], case["kernel_width"])
    stride = (case["stride_height"], case["stride_width"])
    dilation = (case["dilation_height"], case["dilation_width"])
    try:
        if case["kind"] == "conv":
            x = F.pad(x, (case["left"], case["right"], case["top"], case["bottom"]))
            groups = case["groups"]
            weight = torch.zeros(case["filters"], case["channels"] // groups, *kernel)
            y = F.conv2d(x, weight, None, stride, 0, dilation, groups)
        elif case["kind"] == "max":
            padding = (case["top"], case["left"])
            y = F.max_pool2d(x, kernel, stride, padding, dilation, bool(case["ceil"]))
        elif case["kind"] == "avg":
            padding = (case["top"], case["left"])
            y = F.avg_pool2d(x, kernel, stride, padding, bool(case["ceil"]))
        else:
            y = F.adaptive_avg_pool2d(x, kernel)
        return (y.shape[2], y.shape[3]) if y.isfinite().all() else (0, 0)
    except RuntimeError:
        return 0, 0


def setting(rng, kind):
    groups = rng.choice([1, 1, 1, 2, 3]) if kind == "conv" else 1
    dilated = kind in ("conv", "max") and rng.random() < 0.3
    case = {
        "kind": kind,
        "height": rng.randint(1, 32),
        "width": rng.randint(1, 32),
        "channels": groups * rng.randint(1, 3),
        "filters": groups * rng.randint(1, 3),
        "kernel_height": rng.randint(1, 7),
        "kernel_width": rng.randint(1, 7),
        "stride_height": rng.randint(1, 4),
        "stride_width": rng.randint(1, 4),
        "dilation_height": rng.randint(1, 3) if dilated else 1,
        "dilation_width": rng.randint(1, 3) if dilated else 1,
        "groups": groups,
        "ceil": int(kind in ("max", "avg") and rng.random() < 0.6),
    }
    for side in ("top", "bottom", "left", "right"):
        case[side] = rng.randint(0, 3) if kind == "conv" and rng.random() < 0.6 else 0
    if kind in ("max", "avg"):
        case["top"] = case["bottom"] = rng.randint(0, case["kernel_height"] // 2)
        case["left"] = case["right"] = rng.randint(0, case["kernel_width"] // 2)
    return case


def main():
    rng = random.Random(20)
    path = pathlib.Path(__file__).with_name("windows.csv")
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for kind, count in (("conv", 120), ("max", 120), ("avg", 80), ("adaptive", 20)):
            for _ in range(count):
                case = setting(rng, kind)
                case["out_height"], case["out_width"] = output(case)
                writer.writerow(case)


main()
