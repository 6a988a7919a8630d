"""Files made by the official safetensors package, for lib/train/safetensors and lib/tensor/halfPrecision.

    npm run reference -- safetensorsFiles

The other way round, what the official reader finds in a file that was written here:

    python tests/lib/reference/safetensorsFiles.py --read model.safetensors

Bytes are written as base64. "elements" are those of the array that the library is to give, low byte first.
"""
import base64
import json
import platform
import sys

import ml_dtypes
import numpy as np
import safetensors
from safetensors import deserialize, safe_open
from safetensors.numpy import save

rng = np.random.default_rng(20261122)
DTYPES = {"float64": np.float64, "float32": np.float32, "int32": np.int32, "bool": np.bool_}
READ_AS = {"float16": "float32", "bfloat16": "float32", "int64": "int32", "uint8": "int32"}


def text(data):
    return base64.b64encode(data).decode()


def drawn(dtype, shape):
    """Random elements over the whole range of a kind, with the values that are easily lost."""
    size = int(np.prod(shape))
    if dtype == "bool":
        return rng.integers(0, 2, shape).astype(np.bool_)
    if dtype == "uint8":
        return rng.integers(0, 256, shape).astype(np.uint8)
    if dtype in ("int32", "int64"):
        values = rng.integers(-(2**31), 2**31, size)
        values[: min(size, 3)] = [-(2**31), 2**31 - 1, -1][: min(size, 3)]
        return values.reshape(shape).astype(dtype)
    values = rng.normal(0, 1, size) * 10.0 ** rng.integers(-4, 4, size)
    special = [-0.0, np.inf, -np.inf, np.nan, 6e-8, 1e-40, 65504.0]
    values[: min(size, 7)] = special[: min(size, 7)]
    return values.reshape(shape).astype(ml_dtypes.bfloat16 if dtype == "bfloat16" else dtype)


def file(tensors, metadata=None):
    data = save(tensors, metadata=metadata)
    again = {name: bytes(read["data"]) for name, read in deserialize(data)}
    assert again == {name: tensor.tobytes() for name, tensor in tensors.items()}
    described = {}
    for name, tensor in tensors.items():
        dtype = READ_AS.get(tensor.dtype.name, tensor.dtype.name)
        elements = tensor.astype(DTYPES[dtype])
        described[name] = {"dtype": dtype, "shape": list(tensor.shape), "elements": text(elements.tobytes())}
    return {"bytes": text(data), "metadata": metadata or {}, "tensors": list(described.items())}


def files():
    every = ["int64", "float16", "bool", "float64", "uint8", "float32", "bfloat16", "int32"]
    names = ["b", "a", "Z", "ä", "10", "2", "", "layers.0.weight", "layers.10.weight", "layers.2.weight", 'quote"\\/', "\n\t\x01\x7f",
             "\u2028", "\ufb00", "\U0001f600", "\ue000", "__proto__", "constructor", "\u00e9", "e\u0301"]
    kinds = list(DTYPES)
    made = {
        "every kind": file({f"{dtype} {shape}": drawn(dtype, shape) for shape in [(11,), (), (0,), (2, 3, 2), (3, 0, 2)]
                            for dtype in every}, {"format": "pt"}),
        "names": file({name: drawn(kinds[i // 10], (i % 3,)) for i, name in enumerate(names)}, {"grüße 😀": 'a "text"\n\x1f'}),
        "no tensor": file({}),
        "one number": file({"x": np.array(1.5, np.float32)}),
    }
    for i in range(12):
        count = int(rng.integers(1, 9))
        shapes = [tuple(int(size) for size in rng.integers(0, 5, int(rng.integers(0, 4)))) for _ in range(count)]
        made[f"random {i}"] = file({f"p{rng.integers(0, 10**6)}": drawn(kinds[int(rng.integers(0, 4))], shape) for shape in shapes},
                                   {"step": str(i)} if i % 2 else None)
    return made


def halves(dtype):
    """Patterns of 16 bits: those whose low six bits are 0, 1 or 63."""
    patterns = [high << 6 | low for high in range(1024) for low in (0, 1, 63)]
    bits = np.array(patterns, np.uint16)
    return {"bits": text(bits.tobytes()), "elements": text(bits.view(dtype).astype(np.float32).tobytes())}


def read(path):
    with safe_open(path, "np") as opened:
        tensors = {name: opened.get_tensor(name) for name in opened.keys()}
        found = {name: [array.dtype.name, list(array.shape), array.tolist()] for name, array in tensors.items()}
        return {"metadata": opened.metadata(), "tensors": found}


if sys.argv[1:2] == ["--read"]:
    print(json.dumps(read(sys.argv[2])))
else:
    print(json.dumps({
        "made with": {"python": platform.python_version(), "safetensors": safetensors.__version__, "numpy": np.__version__,
                      "ml_dtypes": ml_dtypes.__version__, "script": "tests/lib/reference/safetensorsFiles.py"},
        "files": files(), "float16": halves(np.float16), "bfloat16": halves(ml_dtypes.bfloat16),
    }, indent=0))
