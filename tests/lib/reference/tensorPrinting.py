"""How PyTorch prints tensors, for lib/tensor/print.ts.

    npm run reference -- tensorPrinting

Each case has the elements row by row, as text where JSON has no number for them, the shape, the dtype and PyTorch's text.
"""
import json
import platform
import random as chance
import sys
from fractions import Fraction

import torch

chance.seed(20261122)
torch.manual_seed(20261122)


def case(x):
    numbers = [float(v) for v in x.flatten().tolist()]
    elements = [v if v == v and abs(v) != float("inf") else str(v) for v in numbers]
    return {"shape": list(x.shape), "dtype": str(x.dtype).replace("torch.", ""), "elements": elements, "text": str(x)}


def is_tie(x):
    """Whether a number lies in the middle between two with four decimals: JavaScript rounds those away from 0, C to even."""
    return any(v == v and abs(v) != float("inf") and (Fraction(v) * 20000) % 2 == 1 for v in x.flatten().tolist())


def shape():
    return [chance.choice([1, 2, 3, 5, 12]) for _ in range(chance.randint(0, 3))]


cases = [
    torch.tensor([1.0, float("nan"), -0.5]),
    torch.tensor([[1e-6, 2.5]]),
    torch.tensor([1e9, 1.0]),
    torch.tensor([1e-5, 2e-5]),
    torch.zeros(2, 2),
    torch.randn(3, 500),
    torch.randn(7, 7, 30),
    torch.randint(-99, 99, (1001,), dtype=torch.int32),
]
for _ in range(40):
    cases.append(torch.randn(shape()))
    cases.append(torch.randn(shape()) * 10.0 ** chance.randint(-8, 6))
    cases.append(torch.randint(1, 100, shape()).float())
    cases.append(torch.randint(-5000, 5000, shape(), dtype=torch.int32))
    cases.append(torch.rand(shape()) > 0.5)

json.dump(
    {
        "made with": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "script": "tests/lib/reference/tensorPrinting.py",
        },
        "cases": [case(x) for x in cases if not is_tie(x)],
    },
    sys.stdout,
)
