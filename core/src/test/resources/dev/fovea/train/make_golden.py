#!/usr/bin/env python3
"""Golden values for losses and schedules, printed as the constants of CrossEntropyTest and ScheduleTest.

Run with PyTorch 1.13 (Debian's python3-torch): python3 make_golden.py
"""
import torch

torch.set_printoptions(precision=8)
logits = torch.tensor([[1.0, -2.0, 0.5], [0.2, 0.1, -0.3], [3.0, 0.0, -1.0]], requires_grad=True)
labels = torch.tensor([0, 2, 1])
for smoothing, weights in ((0.0, None), (0.1, None), (0.0, [1.0, 2.0, 0.5]), (0.2, [1.0, 2.0, 0.5])):
    w = None if weights is None else torch.tensor(weights)
    logits.grad = None
    loss = torch.nn.functional.cross_entropy(logits, labels, weight=w, label_smoothing=smoothing)
    loss.backward()
    print("smoothing", smoothing, "weights", weights, "loss %.8f" % loss.item(), "gradient", logits.grad.flatten().tolist())


def rates(make, steps):
    p = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([p], lr=1.0)
    schedule = make(optimizer)
    out = []
    for _ in range(steps):
        out.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return ["%.8f" % r for r in out]


S = torch.optim.lr_scheduler
print("one cycle", rates(lambda o: S.OneCycleLR(o, 1.0, total_steps=10), 10))
print("cosine", rates(lambda o: S.CosineAnnealingLR(o, 10, eta_min=0.1), 10))
print("step", rates(lambda o: S.StepLR(o, 2, 0.5), 6))
