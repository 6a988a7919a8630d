"""Reference numbers for lib/ops/join.ts, indexing.ts, masks.ts and sort.ts, made by PyTorch in double precision.

    npm run reference -- indexing

Each case has its inputs, the output, and the gradients of the sum of squares of the output.
"""
import json
import platform
import sys

import torch
import torch.nn.functional as F

torch.manual_seed(20261122)
torch.set_default_dtype(torch.float64)


def case(function, *shapes):
    inputs = [torch.randn(shape, requires_grad=True) for shape in shapes]
    output = function(*inputs)
    (output**2).sum().backward()
    return {
        "inputs": [x.tolist() for x in inputs],
        "output": output.tolist(),
        "gradients": [x.grad.tolist() for x in inputs],
    }


mask = torch.tensor([[True, False, False], [False, True, True]])
cases = {
    "concatenate": case(lambda a, b, c: torch.cat([a, b, c], 1), (2, 3), (2, 1), (2, 2)),
    "stack": case(lambda a, b: torch.stack([a, b], -1), (2, 3), (2, 3)),
    "split": case(lambda x: torch.cat([p * i for i, p in enumerate(torch.split(x, [1, 3, 1], 1))], 1), (2, 5)),
    "chunk": case(lambda x: torch.cat([p * i for i, p in enumerate(torch.chunk(x, 3))], 0), (7, 2)),
    "flip": case(lambda x: torch.flip(x, [0, 2]), (2, 2, 3)),
    "roll": case(lambda x: torch.roll(x, -8, 1), (2, 5)),
    "tile": case(lambda x: torch.tile(x, (2, 1, 3)), (2, 2)),
    "repeatInterleave": case(lambda x: torch.repeat_interleave(x, 3, 1), (2, 2)),
    "take": case(lambda x: torch.index_select(x, 1, torch.tensor([2, 0, 2])), (2, 3, 2)),
    "embedding": case(lambda w: F.embedding(torch.tensor([[1, 3], [3, 0]]), w), (4, 3)),
    "gather": case(lambda x: torch.gather(x, 0, torch.tensor([[1, 0], [1, 1], [2, 0]])), (3, 4)),
    "scatterAdd": case(
        lambda x, s: torch.scatter_add(x, 1, torch.tensor([[0, 3, 0], [1, 1, 2]]), s), (2, 4), (2, 3)
    ),
    "at": case(lambda x: x[-1, 1:, ::2], (2, 3, 4)),
    "maskedFill": case(lambda x: x.masked_fill(mask, -7.0), (4, 1, 3)),
    "tril": case(lambda x: torch.tril(x, -1), (2, 3, 4)),
    "triu": case(lambda x: torch.triu(x, 2), (4, 4)),
    "sort": case(lambda x: torch.sort(x, 0).values, (5, 2)),
    "sortDescending": case(lambda x: torch.sort(x, -1, descending=True).values, (2, 5)),
    "topK": case(lambda x: torch.topk(x, 2, 1).values, (3, 4)),
    "smallest": case(lambda x: torch.topk(x, 3, 0, largest=False).values, (4, 2)),
}
json.dump(
    {
        "made with": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "script": "tests/lib/reference/indexing.py",
        },
        "cases": cases,
    },
    sys.stdout,
    indent=0,
)
