"""Reference numbers for lib/scalar, made by PyTorch in double precision.

    npm run reference -- scalar

Written numbers are Python's repr: reading them gives the same double back.
"""
import json
import platform
import random as chance
import sys

import torch

torch.set_default_dtype(torch.float64)
chance.seed(20260108)


def leaf(data):
    return torch.tensor(float(data), requires_grad=True)


def micrograd():
    """The example in the README of https://github.com/karpathy/micrograd."""
    a, b = leaf(-4.0), leaf(2.0)
    c = a + b
    d = a * b + b**3
    c = c + (c + 1)
    c = c + (1 + c + (-a))
    d = d + (d * 2 + (b + a).relu())
    d = d + (3 * d + (b - a).relu())
    e = c - d
    f = e**2
    g = f / 2.0
    g = g + 10.0 / f
    g.backward()
    return {"g": g.item(), "a": a.grad.item(), "b": b.grad.item()}


unary = {
    "negate": lambda a: -a, "exp": torch.exp, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu,
    "log": lambda a: torch.log(a),
}
binary = {
    "add": lambda a, b: a + b, "subtract": lambda a, b: a - b, "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b, "power": lambda a, b: a**b,
}


def operations():
    """Each operation at ten points, with its value and its derivatives."""
    rows = []
    for name, function in {**unary, **binary}.items():
        for _ in range(10):
            inputs = [chance.gauss(0, 2) for _ in range(1 if name in unary else 2)]
            if name in ("log", "power"):
                inputs[0] = abs(inputs[0]) + 0.05
            leaves = [leaf(x) for x in inputs]
            value = function(*leaves)
            value.backward()
            rows.append([name, inputs, value.item(), [one.grad.item() for one in leaves]])
    for base, exponent in [(-2.0, 3), (-1.5, -2), (0.0, 0), (0.0, 1), (0.0, 2), (1.25, 11), (3.0, 0), (2.0, 0.5), (0.3, -1.75)]:
        x = leaf(base)
        value = x**exponent
        value.backward()
        rows.append(["constant power", [base, exponent], value.item(), [x.grad.item()]])
    return rows


def programs():
    """Random graphs: every line applies an operation to two of the values so far; the last line sums them all."""
    made = []
    for _ in range(12):
        data = [chance.gauss(0, 1) for _ in range(4)]
        values = [leaf(x) for x in data]
        lines = []
        for _ in range(30):
            i, j = chance.randrange(len(values)), chance.randrange(len(values))
            name = chance.choice(["add", "subtract", "multiply", "negate", "tanh", "sigmoid", "relu"])
            if name == "multiply" and abs(values[i].item() * values[j].item()) > 5:
                name = "subtract"
            values.append(unary[name](values[i]) if name in unary else binary[name](values[i], values[j]))
            lines.append([name, i, j])
        for value in values:
            value.retain_grad()
        loss = sum(values[1:], values[0])
        loss.backward()
        made.append({"data": data, "lines": lines, "loss": loss.item(), "gradients": [v.grad.item() for v in values]})
    return made


def network():
    """A [3, 4, 4, 2] network of tanh with a linear last layer: outputs, loss, gradients, and ten steps of SGD."""
    sizes, rate = [3, 4, 4, 2], 0.05
    table = lambda m, n: [[chance.gauss(0, 0.7) for _ in range(n)] for _ in range(m)]
    start = [{"weights": table(m, n), "bias": table(1, m)[0]} for n, m in zip(sizes, sizes[1:])]
    x, targets = table(7, 3), table(7, 2)
    layers = [(torch.tensor(l["weights"], requires_grad=True), torch.tensor(l["bias"], requires_grad=True)) for l in start]
    parameters = [p for pair in layers for p in pair]
    optimizer = torch.optim.SGD(parameters, lr=rate)
    history = []
    for step in range(11):
        h = torch.tensor(x)
        for i, (weights, bias) in enumerate(layers):
            h = h @ weights.T + bias
            if i < len(layers) - 1:
                h = torch.tanh(h)
        loss = torch.nn.functional.mse_loss(h, torch.tensor(targets))
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            outputs = h.tolist()
            gradients = [{"weights": w.grad.tolist(), "bias": b.grad.tolist()} for w, b in layers]
        history.append(loss.item())
        if step < 10:
            optimizer.step()
    end = [{"weights": w.tolist(), "bias": b.tolist()} for w, b in layers]
    return {"sizes": sizes, "learningRate": rate, "start": start, "x": x, "targets": targets, "outputs": outputs,
            "gradients": gradients, "losses": history, "end": end}


print(json.dumps({
    "made with": {"python": platform.python_version(), "torch": torch.__version__,
                  "script": "tests/lib/reference/scalar.py"},
    "micrograd": micrograd(), "operations": operations(), "programs": programs(), "network": network(),
}, indent=0), file=sys.stdout)
