"""Reference numbers for softmax, the losses and the normalizations of lib/ops, by PyTorch in float64.

    npm run reference -- lossesAndNorms

Each case has its inputs, the output, and the gradients of the inputs when the output is contracted with `weights`.
Written numbers are Python's repr: reading them gives the same double back.
"""
import json
import platform
import sys

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(20260102)
f = torch.nn.functional
cases = []


def stored(tensor):
    return {"shape": list(tensor.shape), "values": tensor.flatten().tolist(), "int": not tensor.is_floating_point()}


def case(name, function, inputs, options=None, after=()):
    """`after`: tensors that the function changes, stored afterwards."""
    leaves = [x.clone().requires_grad_() if x.is_floating_point() else x for x in inputs]
    output = function(*leaves)
    weights = torch.randn(output.shape)
    (output * weights).sum().backward()
    cases.append(
        {
            "name": name,
            "options": options or {},
            "inputs": [stored(x) for x in inputs],
            "output": stored(output.detach()),
            "weights": stored(weights),
            "gradients": [stored(x.grad) if x.is_floating_point() and x.grad is not None else None for x in leaves],
            "after": [stored(x) for x in after],
        }
    )


def labels(classes, *shape, ignored=()):
    t = torch.randint(0, classes, shape)
    for i in ignored:
        t.view(-1)[i] = -100
    return t


for axis in [0, 1, -1]:
    case("softmax", lambda x: torch.softmax(x, axis), [torch.randn(3, 4, 5) * 3], {"axis": axis})
    case("logSoftmax", lambda x: torch.log_softmax(x, axis), [torch.randn(3, 4, 5) * 3], {"axis": axis})

for reduction in ["mean", "sum", "none"]:
    o = {"reduction": reduction}
    case("crossEntropy", lambda x, t: f.cross_entropy(x, t, reduction=reduction), [torch.randn(5, 4) * 2, labels(4, 5)], o)
    case("crossEntropy", lambda x, t: f.cross_entropy(x, t, reduction=reduction), [torch.randn(5, 4), labels(4, 5, ignored=[1, 3])], o)
    case("crossEntropy", lambda x, t: f.cross_entropy(x, t, reduction=reduction), [torch.randn(2, 4, 3, 2), labels(4, 2, 3, 2, ignored=[2])], o)
    s = {"reduction": reduction, "labelSmoothing": 0.1}
    case("crossEntropy", lambda x, t: f.cross_entropy(x, t, reduction=reduction, label_smoothing=0.1), [torch.randn(2, 4, 3), labels(4, 2, 3, ignored=[2])], s)
    w = torch.rand(4) + 0.2
    sw = {**s, "weight": w.tolist()}
    case("crossEntropy", lambda x, t: f.cross_entropy(x, t, weight=w, reduction=reduction, label_smoothing=0.1), [torch.randn(6, 4), labels(4, 6, ignored=[0])], sw)
    case("crossEntropy", lambda x, t: f.cross_entropy(x, t, weight=w, reduction=reduction, label_smoothing=0.1), [torch.randn(2, 4, 3), torch.softmax(torch.randn(2, 4, 3), 1)], sw)
    case("crossEntropy", lambda x, t: f.cross_entropy(x, t, reduction=reduction), [torch.randn(3, 4), torch.softmax(torch.randn(3, 4), 1)], o)
    case("nllLoss", lambda x, t: f.nll_loss(x, t, weight=w, reduction=reduction), [torch.log_softmax(torch.randn(6, 4), 1), labels(4, 6, ignored=[4])], {**o, "weight": w.tolist()})
    case("nllLoss", lambda x, t: f.nll_loss(x, t, reduction=reduction), [torch.log_softmax(torch.randn(2, 4, 3), 1), labels(4, 2, 3)], o)
    pair = lambda: [torch.randn(3, 4), torch.randn(3, 4)]
    case("mseLoss", lambda y, t: f.mse_loss(y, t, reduction=reduction), pair(), o)
    case("l1Loss", lambda y, t: f.l1_loss(y, t, reduction=reduction), pair(), o)
    case("huberLoss", lambda y, t: f.huber_loss(y, t, reduction=reduction, delta=0.7), pair(), {**o, "delta": 0.7})
    p, t = torch.rand(3, 4), torch.rand(3, 4)
    p[0, 0], t[0, 0], p[0, 1], t[0, 1] = 0, 0, 1, 1  # the edges
    case("binaryCrossEntropy", lambda y: f.binary_cross_entropy(y, t, reduction=reduction), [p], {**o, "targets": t.flatten().tolist()})
    case("binaryCrossEntropyWithLogits", lambda y, t: f.binary_cross_entropy_with_logits(y, t, reduction=reduction), [torch.randn(3, 4) * 5, torch.rand(3, 4)], o)
    pw = torch.rand(4) * 3
    case("binaryCrossEntropyWithLogits", lambda y, t: f.binary_cross_entropy_with_logits(y, t, reduction=reduction, pos_weight=pw), [torch.randn(3, 4) * 5, torch.rand(3, 4)], {**o, "posWeight": pw.tolist()})

for reduction in ["mean", "sum", "none", "batchmean"]:
    q = torch.softmax(torch.randn(3, 4), 1)
    case("klDivergence", lambda y, t: f.kl_div(y, t, reduction=reduction), [torch.log_softmax(torch.randn(3, 4), 1), q], {"reduction": reduction})
    case("klDivergence", lambda y, t: f.kl_div(y, t, reduction=reduction, log_target=True), [torch.log_softmax(torch.randn(3, 4), 1), q.log()], {"reduction": reduction, "logTarget": True})

for shape, features in [((3, 5), [5]), ((2, 3, 4), [3, 4]), ((2, 3, 4), [4])]:
    x, w, b = torch.randn(shape) * 2 + 1, torch.randn(features), torch.randn(features)
    case("layerNorm", lambda x, w, b: f.layer_norm(x, features, w, b), [x, w, b], {"normalizedShape": features})
    case("layerNorm", lambda x: f.layer_norm(x, features, eps=0.1), [x], {"normalizedShape": features, "eps": 0.1})
    case("rmsNorm", lambda x, w: f.rms_norm(x, features, w, eps=1e-3), [x, w], {"normalizedShape": features, "eps": 1e-3})
    case("rmsNorm", lambda x: f.rms_norm(x, features), [x], {"normalizedShape": features})

for shape in [(4, 3), (4, 3, 5), (2, 3, 2, 3)]:
    for training in [True, False]:
        mean, variance = torch.randn(3), torch.rand(3) + 0.5
        o = {"training": training, "momentum": 0.3, "eps": 1e-3, "mean": mean.tolist(), "variance": variance.tolist()}
        x, w, b = torch.randn(shape) * 2 + 1, torch.randn(3), torch.randn(3)
        norm = lambda x, w, b: f.batch_norm(x, mean, variance, w, b, training, 0.3, 1e-3)
        case("batchNorm", norm, [x, w, b], o, (mean, variance))

json.dump(
    {
        "made with": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "script": "tests/lib/reference/lossesAndNorms.py",
        },
        "cases": cases,
    },
    sys.stdout,
)
