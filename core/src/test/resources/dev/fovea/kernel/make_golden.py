"""Writes golden.json: what PyTorch computes, as an outside check of the kernels.

Made with Debian's PyTorch 1.13.1 on one thread; run it in this folder with python3.
Activations are written as N, H, W, C and weights as PyTorch has them.
"""

import json

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.manual_seed(20240229)


def nhwc(t):
    return t.detach().permute(0, 2, 3, 1).reshape(-1)


def numbers(t):
    """The shortest decimals that give back the same floats."""
    return [float(str(x)) if x == x else "nan" for x in t.detach().reshape(-1).numpy()]


def leaf(t):
    return t.clone().requires_grad_(True)


def conv(n, h, w, cin, cout, kernel, stride, padding, dilation, groups):
    x = leaf(torch.randn(n, cin, h, w))
    weight = leaf(torch.randn(cout, cin // groups, *kernel))
    bias = leaf(torch.randn(cout))
    y = F.conv2d(x, weight, bias, stride, padding, dilation, groups)
    dy = torch.randn_like(y)
    y.backward(dy)
    return {
        "batch": n,
        "geometry": [h, w, cin, cout, *kernel, *stride, padding[0], padding[0], padding[1],
                     padding[1], *dilation, groups],
        "x": numbers(nhwc(x)), "weight": numbers(weight), "bias": numbers(bias),
        "y": numbers(nhwc(y)), "dy": numbers(nhwc(dy)), "dx": numbers(nhwc(x.grad)),
        "dWeight": numbers(weight.grad), "dBias": numbers(bias.grad),
    }


def pool(kind, n, h, w, c, kernel, stride, padding, dilation, ceil, count_padding=False):
    x = torch.randn(n, c, h, w)
    if kind == "max":
        x = torch.round(3 * x)
        x[0, 0, h // 2, w // 2] = float("nan")
    x = leaf(x)
    switches = None
    if kind == "max":
        y, at = F.max_pool2d(x, kernel, stride, padding, dilation, ceil, return_indices=True)
        channel = torch.arange(c).reshape(1, c, 1, 1)
        switches = (at * c + channel).permute(0, 2, 3, 1).reshape(-1).tolist()
    else:
        y = F.avg_pool2d(x, kernel, stride, padding, ceil, count_padding)
    dy = torch.randn_like(y)
    y.backward(dy)
    case = {
        "kind": kind, "batch": n,
        "geometry": [h, w, c, *kernel, *stride, padding[0], padding[0], padding[1], padding[1],
                     *dilation, y.shape[2], y.shape[3]],
        "countPadding": count_padding,
        "x": numbers(nhwc(x)), "y": numbers(nhwc(y)),
        "dy": numbers(nhwc(dy)), "dx": numbers(nhwc(x.grad)),
    }
    if switches is not None:
        case["switches"] = switches
    return case


def adaptive(n, h, w, c, out):
    x = leaf(torch.randn(n, c, h, w))
    y = F.adaptive_avg_pool2d(x, out)
    dy = torch.randn_like(y)
    y.backward(dy)
    return {
        "kind": "adaptive", "batch": n,
        "geometry": [h, w, c, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, *out], "countPadding": False,
        "x": numbers(nhwc(x)), "y": numbers(nhwc(y)),
        "dy": numbers(nhwc(dy)), "dx": numbers(nhwc(x.grad)),
    }


def batch_norm(rows, channels, training):
    x = leaf(2 * torch.randn(rows, channels) + 5)
    gamma = leaf(torch.randn(channels))
    beta = leaf(torch.randn(channels))
    mean = torch.randn(channels)
    variance = torch.rand(channels) + 0.5
    case = {"training": training, "rows": rows, "channels": channels, "epsilon": 1e-5,
            "mean": numbers(mean), "variance": numbers(variance)}
    y = F.batch_norm(x, mean, variance, gamma, beta, training, 0.1, 1e-5)
    dy = torch.randn_like(y)
    y.backward(dy)
    case.update({
        "x": numbers(x), "gamma": numbers(gamma), "beta": numbers(beta), "y": numbers(y),
        "dy": numbers(dy), "dx": numbers(x.grad), "dGamma": numbers(gamma.grad),
        "dBeta": numbers(beta.grad),
    })
    return case


def local_response_norm(h, w, c, size, alpha, beta, k):
    x = leaf(3 * torch.randn(1, c, h, w))
    y = F.local_response_norm(x, size, alpha, beta, k)
    dy = torch.randn_like(y)
    y.backward(dy)
    return {
        "rows": h * w, "channels": c, "size": size, "alpha": alpha, "beta": beta, "k": k,
        "x": numbers(nhwc(x)), "y": numbers(nhwc(y)), "dy": numbers(nhwc(dy)),
        "dx": numbers(nhwc(x.grad)),
    }


def activation(kind, alpha, beta, function):
    # In double precision, rounded once: PyTorch's own float tails are not the measure.
    # The points avoid the kinks, where the derivative is a matter of taste.
    points = torch.cat([torch.linspace(-8.9, 9.1, 73), torch.tensor([-30.0, -0.01, 0.01, 30.0])])
    x = leaf(points.double())
    y = function(x)
    y.sum().backward()
    return {"kind": kind, "alpha": alpha, "beta": beta, "x": numbers(x.float()),
            "y": numbers(y.float()), "slope": numbers(x.grad.float())}


def classifier(rows, classes, smoothing):
    logits = leaf(4 * torch.randn(rows, classes))
    labels = torch.randint(classes, (rows,))
    targets = F.one_hot(labels, classes).float() * (1 - smoothing) + smoothing / classes
    losses = F.cross_entropy(logits, labels, reduction="none", label_smoothing=smoothing)
    losses.mean().backward()
    softmax_in, log_in = leaf(logits.detach()), leaf(logits.detach())
    dy = torch.randn(rows, classes)
    softmax, log_softmax = F.softmax(softmax_in, 1), F.log_softmax(log_in, 1)
    softmax.backward(dy)
    log_softmax.backward(dy)
    return {
        "rows": rows, "classes": classes, "logits": numbers(logits), "targets": numbers(targets),
        "losses": numbers(losses), "dLogits": numbers(logits.grad), "dy": numbers(dy),
        "softmax": numbers(softmax), "dSoftmax": numbers(softmax_in.grad),
        "logSoftmax": numbers(log_softmax), "dLogSoftmax": numbers(log_in.grad),
    }


def prelu(rows, channels, slopes):
    x = leaf(torch.randn(rows, channels))
    slope = leaf(torch.rand(slopes))
    y = F.prelu(x, slope)
    dy = torch.randn_like(y)
    y.backward(dy)
    return {"rows": rows, "channels": channels, "slope": numbers(slope), "x": numbers(x),
            "y": numbers(y), "dy": numbers(dy), "dx": numbers(x.grad),
            "dSlope": numbers(slope.grad)}


def optimizer(kind, make, steps=6, size=9, **options):
    weights = leaf(torch.randn(size))
    case = {"kind": kind, **options, "weights": numbers(weights), "gradients": [], "after": []}
    optim = make([weights], **options)
    for step in range(steps):
        weights.grad = torch.randn(size) * (3 if step == 2 else 1)
        weights.grad[0] = 0
        case["gradients"].append(numbers(weights.grad))
        optim.step()
        case["after"].append(numbers(weights))
    return case


sgd, adam, adamw, rmsprop = (
    torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop)
golden = {
    "conv": [
        conv(2, 6, 7, 3, 5, (3, 3), (1, 1), (1, 1), (1, 1), 1),
        conv(1, 9, 8, 4, 6, (3, 2), (2, 1), (2, 0), (1, 2), 2),
        conv(2, 7, 7, 6, 6, (3, 3), (2, 2), (1, 1), (1, 1), 6),
        conv(1, 11, 11, 3, 4, (5, 5), (3, 3), (2, 2), (1, 1), 1),
        conv(2, 4, 5, 7, 9, (1, 1), (1, 1), (0, 0), (1, 1), 1),
    ],
    "pool": [
        pool("max", 2, 7, 6, 3, (3, 3), (2, 2), (1, 1), (1, 1), False),
        pool("max", 1, 8, 9, 2, (2, 3), (3, 2), (1, 0), (1, 1), True),
        pool("max", 1, 9, 9, 2, (3, 2), (2, 2), (1, 1), (2, 2), True),
        pool("avg", 2, 7, 6, 3, (3, 3), (2, 2), (1, 1), (1, 1), False),
        pool("avg", 1, 8, 9, 2, (3, 2), (3, 3), (1, 1), (1, 1), True, False),
        pool("avg", 1, 8, 9, 2, (3, 2), (3, 3), (1, 1), (1, 1), True, True),
        adaptive(2, 7, 10, 3, (3, 4)),
        adaptive(1, 3, 2, 2, (7, 5)),
    ],
    "batchNorm": [batch_norm(40, 3, True), batch_norm(15, 5, False)],
    "localResponseNorm": [
        local_response_norm(3, 2, 12, 5, 1e-4, 0.75, 2.0),
        local_response_norm(2, 2, 7, 3, 0.5, 0.5, 1.0),
    ],
    "activation": [
        activation("RELU", 0, 0, F.relu),
        activation("LEAKY_RELU", 0.1, 0, lambda x: F.leaky_relu(x, 0.1)),
        activation("ELU", 0.7, 0, lambda x: F.elu(x, 0.7)),
        activation("RELU6", 0, 0, F.relu6),
        activation("SIGMOID", 0, 0, torch.sigmoid),
        activation("TANH", 0, 0, torch.tanh),
        activation("HARD_SIGMOID", 1 / 6, 0.5, F.hardsigmoid),
        activation("HARD_SWISH", 0, 0, F.hardswish),
        activation("SILU", 0, 0, F.silu),
        activation("GELU", 0, 0, F.gelu),
        activation("GELU_TANH", 0, 0, lambda x: F.gelu(x, approximate="tanh")),
    ],
    "prelu": [prelu(20, 3, 3), prelu(20, 3, 1)],
    "classifier": [classifier(4, 10, 0.0), classifier(3, 7, 0.1)],
    "optimizer": [
        optimizer("sgd", sgd, lr=0.1),
        optimizer("sgd", sgd, lr=0.1, weight_decay=0.05),
        optimizer("sgd", sgd, lr=0.1, momentum=0.9),
        optimizer("sgd", sgd, lr=0.1, momentum=0.9, weight_decay=0.05),
        optimizer("sgd", sgd, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.05),
        optimizer("adam", adam, lr=0.01),
        optimizer("adam", adam, lr=0.01, betas=(0.8, 0.99), eps=1e-3, weight_decay=0.1),
        optimizer("adamw", adamw, lr=0.01, weight_decay=0.1),
        optimizer("rmsprop", rmsprop, lr=0.01),
        optimizer("rmsprop", rmsprop, lr=0.01, alpha=0.9, eps=1e-3, weight_decay=0.1),
        optimizer("rmsprop", rmsprop, lr=0.01, momentum=0.9),
    ],
}


def lines(cases):
    return ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)


with open("golden.json", "w", encoding="utf-8") as file:
    parts = [f'"{name}":[\n{lines(cases)}\n]' for name, cases in golden.items()]
    file.write("{\n" + ",\n".join(parts) + "\n}\n")
