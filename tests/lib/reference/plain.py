"""Reference numbers for lib/plain and lib/data, made by other people's libraries and by mpmath at 60 digits.

    npm run reference -- plain

Written numbers are Python's repr: reading them gives the same double back.
"""
import json
import platform
import random as chance
import sys

import mpmath
import numpy as np
import torch

mpmath.mp.dps = 60
torch.set_default_dtype(torch.float64)
chance.seed(20260101)


def rounded(value):
    """The double nearest to an exact value."""
    return float(value)


def elementary():
    wide = [chance.uniform(-40, 40) for _ in range(60)]
    near = [chance.choice([-1, 1]) * 10 ** chance.uniform(-17, 0) for _ in range(40)]
    far = [-745.0, -744.5, -708.5, -650.25, 650.25, 709.5, 709.75]
    positive = [10 ** chance.uniform(-307, 307) for _ in range(60)] + [1 + x for x in near if abs(x) < 0.5]
    positive += [5e-324, 1e-310, 2.2250738585072014e-308, 1.7976931348623157e308, 0.7071, 1.4142, 2.0, 10.0]
    return {
        "exp": [[x, rounded(mpmath.exp(x))] for x in wide + near + far],
        "log": [[x, rounded(mpmath.log(x))] for x in positive],
        "expm1": [[x, rounded(mpmath.expm1(x))] for x in wide + near],
        "log1p": [[x, rounded(mpmath.log1p(x))] for x in near + [abs(x) for x in wide] if x > -1],
        "tanh": [[x, rounded(mpmath.tanh(x))] for x in wide + near],
        "sigmoid": [[x, rounded(1 / (1 + mpmath.exp(-mpmath.mpf(x))))] for x in wide + near],
        "softplus": [[x, rounded(mpmath.log1p(mpmath.exp(x)))] for x in wide + near],
    }


def gradient(function, *inputs):
    """The value and the gradients at each input, by PyTorch."""
    leaves = [torch.tensor(x, requires_grad=True) for x in inputs]
    value = function(*leaves)
    value.backward()
    return {"value": value.item(), "gradients": [leaf.grad.tolist() for leaf in leaves]}


def activations():
    f = torch.nn.functional
    zs = [-30.0, -3.5, -1.0, -1e-3, 0.0, 1e-3, 0.5, 2.0, 7.25, 40.0]
    named = {
        "identity": lambda z: z * 1,
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": f.relu,
        "leakyRelu": f.leaky_relu,
        "softplus": f.softplus,
    }
    values = {}
    for name, function in named.items():
        z = torch.tensor(zs, requires_grad=True)
        y = function(z)
        y.sum().backward()
        values[name] = {"value": y.tolist(), "derivative": z.grad.tolist()}
    scores = [0.3, -1.25, 2.5, 2.5, -700.0, 600.0]
    small = scores[:4]
    jacobian = torch.autograd.functional.jacobian(lambda z: torch.softmax(z, 0), torch.tensor(small))
    return {
        "z": zs,
        "functions": values,
        "scores": scores,
        "softmax": torch.softmax(torch.tensor(scores), 0).tolist(),
        "logSumExp": torch.logsumexp(torch.tensor(scores), 0).item(),
        "small": small,
        "softmaxJacobian": jacobian.tolist(),
    }


def losses():
    f = torch.nn.functional
    predictions = [0.25, -1.5, 3.0, 0.125]
    targets = [0.5, -1.0, 2.0, 1.0]
    probabilities = [0.9, 0.2, 0.5, 0.001, 0.0, 1.0]
    answers = [1.0, 0.0, 1.0, 0.0, 1.0, 1.0]
    logits = [3.0, -2.0, 0.0, 60.0, -800.0]
    signs = [1.0, 0.0, 1.0, 0.0, 1.0]
    table = [[0.5, 1.5, -1.0], [2.0, -3.0, 0.0], [100.0, 90.0, -500.0], [0.0, 0.0, 0.0]]
    classes = [2, 0, 1, 1]
    return {
        "meanSquaredError": {
            "inputs": [predictions, targets],
            **gradient(lambda p: f.mse_loss(p, torch.tensor(targets)), predictions),
        },
        "binaryCrossEntropy": {
            "inputs": [probabilities, answers],
            **gradient(lambda p: f.binary_cross_entropy(p, torch.tensor(answers)), probabilities),
        },
        "binaryCrossEntropyFromLogits": {
            "inputs": [logits, signs],
            **gradient(lambda z: f.binary_cross_entropy_with_logits(z, torch.tensor(signs)), logits),
        },
        "crossEntropy": {
            "inputs": [table, classes],
            **gradient(lambda z: f.cross_entropy(z, torch.tensor(classes)), table),
        },
    }


def neuron():
    x, weights, bias = [0.5, -1.25, 2.0], [0.75, 0.5, -0.125], 0.3
    answer = gradient(
        lambda x, w, b: torch.sigmoid(torch.dot(w, x) + b), x, weights, bias
    )
    return {"x": x, "weights": weights, "bias": bias, **answer}


def fit():
    """Ten steps of torch.optim.SGD on a logistic regression that starts at 0."""
    x = [[chance.gauss(0, 1), chance.gauss(0, 2)] for _ in range(20)]
    labels = [1.0 if a - b + chance.gauss(0, 1) > 0.5 else 0.0 for a, b in x]
    inputs, targets = torch.tensor(x), torch.tensor(labels)
    weights = torch.zeros(2, requires_grad=True)
    bias = torch.zeros((), requires_grad=True)
    optimizer = torch.optim.SGD([weights, bias], lr=0.75)
    history = []
    for step in range(11):
        loss = torch.nn.functional.binary_cross_entropy_with_logits(inputs @ weights + bias, targets)
        history.append({"loss": loss.item(), "weights": weights.tolist(), "bias": bias.item()})
        optimizer.zero_grad()
        loss.backward()
        if step < 10:
            optimizer.step()
    return {"x": x, "labels": labels, "learningRate": 0.75, "history": history}


def descent():
    """Twelve steps of torch.optim.SGD on the loss x⁴/4 + 5y²."""
    point = torch.tensor([1.5, -1.0], requires_grad=True)
    optimizer = torch.optim.SGD([point], lr=0.08)
    path = [point.tolist()]
    for _ in range(12):
        optimizer.zero_grad()
        (point[0] ** 4 / 4 + 5 * point[1] ** 2).backward()
        optimizer.step()
        path.append(point.tolist())
    return path


def linear():
    table = lambda m, n: [[chance.gauss(0, 1) for _ in range(n)] for _ in range(m)]
    a, b, square = table(3, 4), table(4, 2), table(5, 5)
    v, right = [row[0] for row in b], [chance.gauss(0, 1) for _ in range(5)]
    square[0][0] = 0.0
    return {
        "a": a, "b": b, "v": v, "square": square, "right": right,
        "matmul": (np.array(a) @ np.array(b)).tolist(),
        "matVec": (np.array(a) @ np.array(v)).tolist(),
        "solve": np.linalg.solve(np.array(square), np.array(right)).tolist(),
        "norm": float(np.linalg.norm(right)),
        "variance": float(np.var(right)),
        "standardDeviation": float(np.std(right)),
        "linspace": np.linspace(-1.1, 2.3, 7).tolist(),
        "standardize": ((np.array(a) - np.mean(a, axis=0)) / np.std(a, axis=0)).tolist(),
    }


def bins():
    values = [chance.gauss(10, 3) for _ in range(300)]
    counts, edges = np.histogram(values, bins=9)
    return {"values": values, "counts": counts.tolist(), "edges": edges.tolist()}


print(json.dumps({
    "made with": {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__,
                  "mpmath": mpmath.__version__, "script": "tests/lib/reference/plain.py"},
    "elementary": elementary(), "activations": activations(), "losses": losses(), "neuron": neuron(),
    "fit": fit(), "descent": descent(), "linear": linear(), "bins": bins(),
}, indent=0), file=sys.stdout)
