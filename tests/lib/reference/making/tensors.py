"""What the scripts of the folder above share: seeded inputs, tensors as JSON, and cases on a line each.

Inputs are multiples of 1/128 that are no multiples of 1/64: float32 holds them exactly, so that one list serves both kinds of
floats, and no kink of a function lies on them. Written numbers are the shortest that read back as the same float.
"""
import json
import platform
import random

import numpy as np
import torch


class Draw:
    """Seeded numbers, the same in every version of Python and PyTorch."""

    def __init__(self, seed):
        self.chance = random.Random(seed)

    def uniform(self, *shape, low=-2.0, high=2.0):
        """Values between low and high."""
        first, last = int(low * 64), int(high * 64)
        return self._filled(shape, lambda count: [(self.chance.randrange(first, last) + 0.5) / 64 for _ in range(count)])

    def distinct(self, *shape):
        """Values around 0, no two of which are nearer to each other than 1/64."""
        def values(count):
            places = list(range(count))
            self.chance.shuffle(places)
            return [(place - count // 2 + 0.5) / 64 for place in places]
        return self._filled(shape, values)

    def integers(self, *shape, below):
        count = int(np.prod(shape))
        return torch.tensor([self.chance.randrange(below) for _ in range(count)], dtype=torch.int64).reshape(shape)

    def mask(self, *shape, share=0.5):
        count = int(np.prod(shape))
        return torch.tensor([self.chance.random() < share for _ in range(count)], dtype=torch.bool).reshape(shape)

    @staticmethod
    def _filled(shape, values):
        count = int(np.prod(shape))
        return torch.tensor(values(count), dtype=torch.float64).reshape(shape)


def encoded(tensor):
    """A tensor as {shape, data}, row by row; whole numbers and truth values also say their dtype."""
    tensor = tensor.detach()
    flat = tensor.reshape(-1)
    if tensor.dtype == torch.float64:
        return {"shape": list(tensor.shape), "data": flat.tolist()}
    if tensor.dtype == torch.float32:
        return {"shape": list(tensor.shape), "data": [float(str(value)) for value in flat.numpy()]}
    if tensor.dtype == torch.bool:
        return {"shape": list(tensor.shape), "data": [int(value) for value in flat.tolist()], "dtype": "bool"}
    return {"shape": list(tensor.shape), "data": flat.tolist(), "dtype": "int32"}


def table(tensors):
    """Tensors by name."""
    return {name: encoded(tensor) for name, tensor in tensors.items()}


def print_json(script, **sections):
    """The whole file: a list has one element on each line."""
    made_with = {"python": platform.python_version(), "torch": torch.__version__, "script": f"tests/lib/reference/{script}.py"}
    compact = lambda value: json.dumps(value, separators=(",", ":"), allow_nan=False)
    lines = [f'"made with": {json.dumps(made_with)}']
    for name, value in sections.items():
        text = "[\n" + ",\n".join(map(compact, value)) + "\n]" if isinstance(value, list) else compact(value)
        lines.append(f"{json.dumps(name)}: {text}")
    print("{\n" + ",\n".join(lines) + "\n}")
